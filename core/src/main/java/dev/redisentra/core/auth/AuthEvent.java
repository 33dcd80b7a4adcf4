package dev.redisentra.core.auth;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/** Something that happened to a credential or to a connection that carries it. Prints without secrets. */
public sealed interface AuthEvent {

    /**
     * A new credential is current, the first one included.
     *
     * @param credential the new one, already published
     * @param took how long the request for it took
     * @param nextRenewal when the next one will be asked for; null for never
     */
    record Renewed(
            RedisCredential credential,
            Duration took,
            @Nullable Instant nextRenewal) implements AuthEvent {}

    /**
     * A request for a credential failed. The one before serves on until it expires.
     *
     * @param cause the reason and its remedy
     * @param took how long the request for it took
     * @param nextAttempt when it is tried again: it always is
     */
    record RenewalFailed(AuthException cause, Duration took, Instant nextAttempt) implements AuthEvent {}

    /** The current credential is about to expire, and there is no newer one. */
    record AtRisk(RedisCredential credential) implements AuthEvent {}

    /** The credential expired before a newer one came: the server closes the connections that carry it. */
    record Expired(RedisCredential credential) implements AuthEvent {}

    /**
     * There has been no good credential for a while, and another one serves until there is. It is told as {@link Renewed}
     * next, and so is the return.
     *
     * @param credential what serves now
     * @param cause why there is none of the wanted kind; null where nobody answered at all
     */
    record FellBack(RedisCredential credential, @Nullable AuthException cause) implements AuthEvent {}

    /** What an adapter reports of its connections. */
    sealed interface OfConnection extends AuthEvent {
        /** Which client library: {@code lettuce}, {@code jedis} or {@code redisson}. */
        String client();
    }

    /** A live connection accepted a newer credential. */
    record Reauthenticated(String client) implements OfConnection {}

    /**
     * A live connection did not accept a newer credential, and goes on with the one it has.
     *
     * @param cause the server's refusal, or what kept the AUTH from being sent
     */
    record ReauthenticationFailed(String client, Throwable cause) implements OfConnection {
        /** Takes secrets out of what the server said. */
        public ReauthenticationFailed {
            cause = Redaction.of(cause);
        }
    }

    /**
     * A newer credential cannot be sent on a live connection: for a long time now, or any more. The server closes the
     * connection when the credential that it carries expires.
     *
     * @param reason what is in the way, as a clause
     */
    record ReauthenticationStalled(String client, String reason) implements OfConnection {
        /** Takes secrets out of the reason. */
        public ReauthenticationStalled {
            reason = Redaction.of(reason);
        }
    }

    /**
     * A connection was closed because nobody answers on it, or because what is answered could not be trusted. The client
     * opens another.
     *
     * @param reason what was found, as a clause
     */
    record ConnectionDied(String client, String reason) implements OfConnection {
        /** Takes secrets out of the reason. */
        public ConnectionDied {
            reason = Redaction.of(reason);
        }
    }

    /**
     * The server refused the login of a new connection (WRONGPASS).
     *
     * @param credential what it logged in with
     * @param cause the server's refusal
     */
    record LoginRefused(String client, RedisCredential credential, Throwable cause) implements OfConnection {
        /** Takes secrets out of what the server said. */
        public LoginRefused {
            cause = Redaction.of(cause);
        }
    }
}
