package dev.redisentra.sample.web;

import java.util.List;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import io.lettuce.core.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import redis.clients.jedis.exceptions.JedisException;

/** Answers a failure of Redis with 503, what is wrong and what fixes it (RFC 9457). */
@RestControllerAdvice
class RedisProblems {
    private static final Logger log = LoggerFactory.getLogger(RedisProblems.class);

    /** As the server words them. */
    private static final List<String> VALUE_FAULTS = List.of("WRONGTYPE", "is not an integer", "would overflow");

    private final RedisSettings settings;
    private final CredentialSource source;

    RedisProblems(RedisSettings settings, CredentialSource source) {
        this.settings = settings;
        this.source = source;
    }

    @ExceptionHandler({
        AuthException.class,
        RedisException.class,
        JedisException.class,
        org.redisson.client.RedisException.class
    })
    ProblemDetail redisFailed(RuntimeException failure) {
        if (isAboutTheValue(failure)) {
            return ProblemDetail.forStatusAndDetail(
                    HttpStatus.CONFLICT, "What is stored under this name is of another kind, or no number");
        }
        Diagnosis diagnosis = Diagnosis.of(failure, settings, source.status().principal());
        log.warn("{} ({})", diagnosis, failure.getClass().getSimpleName());
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, diagnosis.what());
        problem.setTitle("Redis is not available");
        problem.setProperty("problem", diagnosis.problem());
        problem.setProperty("remedy", diagnosis.remedy());
        return problem;
    }

    /** Redis refuses such a command and is well: it is the caller who asked for the wrong thing. */
    private static boolean isAboutTheValue(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (VALUE_FAULTS.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }
}
