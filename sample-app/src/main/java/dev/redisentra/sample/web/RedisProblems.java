package dev.redisentra.sample.web;

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

/** Answers a failure of Redis with 503, what is wrong and what mends it (RFC 9457). */
@RestControllerAdvice
class RedisProblems {
    private static final Logger log = LoggerFactory.getLogger(RedisProblems.class);

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
        Diagnosis diagnosis = Diagnosis.of(failure, settings, source.status().principal());
        log.warn("{} ({})", diagnosis, failure.getClass().getSimpleName());
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, diagnosis.what());
        problem.setTitle("Redis is not available");
        problem.setProperty("problem", diagnosis.problem());
        problem.setProperty("mending", diagnosis.mending());
        return problem;
    }
}
