package dev.redisentra.core.diagnosis;

import java.util.Optional;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.config.RedisSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a failure means. Holds no secret.
 *
 * @param problem its kind
 * @param what what is wrong, with the names and values in question
 * @param remedy what to do about it, with the command where there is one
 */
public record Diagnosis(Problem problem, String what, String remedy) {

    /** The kinds of failure, in the order in which a connection meets them. */
    public enum Problem {
        /** No token. */
        IDENTITY,
        /** The host name does not resolve. */
        DNS,
        /** Nobody listens there. */
        REFUSED,
        /** No answer in time. */
        TIMEOUT,
        /** What listens there does not speak TLS. */
        NOT_TLS,
        /** What listens there speaks TLS, and is no Redis. */
        NOT_REDIS,
        /** The certificate is for another name. */
        TLS_NAME,
        /** The certificate's issuer is not trusted. */
        TLS_TRUST,
        /** WRONGPASS: the server does not let this principal in. */
        LOGIN,
        /** NOAUTH: a command came before the login. */
        NOT_LOGGED_IN,
        /** NOPERM: the access policy does not allow the command. */
        NOT_PERMITTED,
        /** Cluster where there is none, or the other way round. */
        TOPOLOGY,
        /** Something else. */
        OTHER
    }

    /**
     * Diagnoses a failure.
     *
     * @param failure what was thrown; its causes are looked through
     * @param settings the settings in use
     * @param principal the Redis user that logged in, where it is known
     */
    public static Diagnosis of(Throwable failure, RedisSettings settings, @Nullable String principal) {
        return new Symptoms(failure)
                .diagnose(settings, Optional.ofNullable(principal).or(settings::username));
    }

    static Diagnosis of(AuthException failure) {
        return new Diagnosis(Problem.IDENTITY, failure.problem(), failure.remedy());
    }

    /** Both sentences. */
    @Override
    public String toString() {
        return what + " " + remedy;
    }
}
