package dev.redisentra.sample.redis;

import java.io.Serial;

import dev.redisentra.core.auth.Redaction;
import dev.redisentra.core.diagnosis.Diagnosis;

/** The service could not connect to Redis when it started, and this is why. */
public final class RedisUnreachableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Diagnosis diagnosis;

    RedisUnreachableException(Diagnosis diagnosis, RuntimeException cause) {
        super(diagnosis.toString(), Redaction.of(cause));
        this.diagnosis = diagnosis;
    }

    /** What is wrong, and what fixes it. */
    public Diagnosis diagnosis() {
        return diagnosis;
    }
}
