package dev.redisentra.core.auth;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a credential or to a connection that carries it. Prints without secrets.
 *
 * <p>There will be more kinds, so it is not sealed: a {@code switch} over events needs a {@code default}, which does
 * nothing. A kind may also get more parts. Its constructors and accessors then stay as they are. A record pattern, which
 * names all parts, would break: write {@code case AuthEvent.Renewed renewed}.
 */
public interface AuthEvent {

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
     * There has been no good credential for a while, and another kind serves until there is one again. A {@link
     * Renewed} with what serves now follows, and another {@link Renewed} when the wanted kind is back.
     *
     * @param credential what serves now
     * @param cause why there is none of the wanted kind; null where nobody answered at all
     */
    record FellBack(RedisCredential credential, @Nullable AuthException cause) implements AuthEvent {}

    /**
     * The source was closed. It is the last event that a listener gets, and the only one if it is added later. Events
     * that were still waiting are dropped.
     */
    record Closed() implements AuthEvent {}

    /**
     * Which connection.
     *
     * @param client the client library: {@code lettuce}, {@code jedis} or {@code redisson}
     * @param endpoint where to, as {@code host:port}; null where that is not known
     * @param number tells the connections of a process apart; 0 where that is not known
     */
    record Connection(String client, @Nullable String endpoint, long number) {
        /** A connection of which only the client is known. */
        public Connection(String client) {
            this(client, null, 0);
        }

        @Override
        public String toString() {
            return client + (endpoint == null ? "" : " to " + endpoint) + (number == 0 ? "" : " (#" + number + ")");
        }
    }

    /** What an adapter reports about one of its connections. */
    interface OfConnection extends AuthEvent {
        /** Which one. */
        Connection connection();

        /** Which client library: {@code lettuce}, {@code jedis} or {@code redisson}. */
        default String client() {
            return connection().client();
        }
    }

    /** A live connection accepted a newer credential. */
    record Reauthenticated(Connection connection) implements OfConnection {
        /** On a connection of which only the client is known. */
        public Reauthenticated(String client) {
            this(new Connection(client));
        }
    }

    /**
     * A live connection did not accept a newer credential, and goes on with the one it has.
     *
     * @param credential what the server refused; null where it was not the server
     * @param cause the server's refusal, or what kept the AUTH from being sent
     */
    record ReauthenticationFailed(
            Connection connection, @Nullable RedisCredential credential, Throwable cause) implements OfConnection {
        /** Takes secrets out of what the server said. */
        public ReauthenticationFailed {
            cause = Redaction.of(cause);
        }

        /** On a connection of which only the client is known. */
        public ReauthenticationFailed(String client, Throwable cause) {
            this(new Connection(client), null, cause);
        }
    }

    /**
     * A newer credential cannot be sent on a live connection: it has waited for long, or it can never be sent. The
     * server closes the connection when the credential that it carries expires.
     *
     * @param reason what is in the way, as a clause
     */
    record ReauthenticationStalled(Connection connection, String reason) implements OfConnection {
        /** Takes secrets out of the reason. */
        public ReauthenticationStalled {
            reason = Redaction.of(reason);
        }

        /** On a connection of which only the client is known. */
        public ReauthenticationStalled(String client, String reason) {
            this(new Connection(client), reason);
        }
    }

    /**
     * A connection was closed because nobody answers on it, or because what is answered could not be trusted. The client
     * opens another.
     *
     * @param reason what was found, as a clause
     */
    record ConnectionDied(Connection connection, String reason) implements OfConnection {
        /** Takes secrets out of the reason. */
        public ConnectionDied {
            reason = Redaction.of(reason);
        }

        /** A connection of which nothing else is known. */
        public ConnectionDied(String client, String reason) {
            this(new Connection(client), reason);
        }
    }

    /**
     * The server refused the login of a new connection (WRONGPASS).
     *
     * @param credential what it logged in with
     * @param cause the server's refusal
     */
    record LoginRefused(Connection connection, RedisCredential credential, Throwable cause) implements OfConnection {
        /** Takes secrets out of what the server said. */
        public LoginRefused {
            cause = Redaction.of(cause);
        }

        /** On a connection of which only the client is known. */
        public LoginRefused(String client, RedisCredential credential, Throwable cause) {
            this(new Connection(client), credential, cause);
        }
    }
}
