package dev.redisentra.core.diagnosis;

import java.util.Optional;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.Redaction;
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
    /** Takes secrets out of what others said. */
    public Diagnosis {
        what = Redaction.of(what);
        remedy = Redaction.of(remedy);
    }

    /** The kinds of failure, in the order in which a connection meets them. */
    public enum Problem {
        /** No token. */
        IDENTITY,
        /** The host name does not resolve. */
        DNS,
        /** There is no route to the host. */
        UNREACHABLE,
        /** Nothing listens on the port. */
        REFUSED,
        /** No answer in time. */
        TIMEOUT,
        /** The connection was closed from the other side. */
        CONNECTION_CLOSED,
        /** What listens there does not speak TLS. */
        NOT_TLS,
        /** The server ended the TLS handshake. */
        TLS_REFUSED,
        /** What listens there speaks TLS, but is not Redis. */
        NOT_REDIS,
        /** The certificate is for another name. */
        TLS_NAME,
        /** The certificate has expired, or is not valid yet. */
        TLS_EXPIRED,
        /** The certificate's issuer is not trusted. */
        TLS_TRUST,
        /** HELLO is unknown or refused: the server does not speak RESP3 with this client. */
        PROTOCOL,
        /** WRONGPASS: the server does not let this principal in. */
        LOGIN,
        /** NOAUTH: a command came before the login. */
        NOT_LOGGED_IN,
        /** NOPERM: the access policy does not allow the command. */
        NOT_PERMITTED,
        /** The server takes no more connections. */
        TOO_MANY_CLIENTS,
        /** The settings say cluster and the server is none, or the other way round. */
        TOPOLOGY,
        /** The server starts, fails over or moves slots (LOADING, MASTERDOWN, CLUSTERDOWN, MOVED in a cluster). */
        NOT_READY,
        /** READONLY: the node is a replica. */
        READ_ONLY,
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
        Symptoms symptoms = new Symptoms(failure);
        return symptoms.find(AuthException.class)
                .map(known -> new Diagnosis(Problem.IDENTITY, known.problem(), known.remedy()))
                .orElseGet(() -> KnownFailure.diagnose(new Case(
                        symptoms, settings, Optional.ofNullable(principal).or(settings::username))));
    }

    /** Both sentences. */
    @Override
    public String toString() {
        return what + " " + remedy;
    }
}
