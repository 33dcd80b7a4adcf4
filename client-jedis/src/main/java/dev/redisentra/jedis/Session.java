package dev.redisentra.jedis;

import java.util.List;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.authentication.JedisAuthenticationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a connection is logged in with, and whose each of its replies is. No I/O; guarded by its connection's lock, apart
 * from {@link #carried}.
 */
final class Session {
    private final Exchange exchange = new Exchange();
    /** In RESP2, from the first subscription on. */
    private @Nullable Resp2Subscriber subscriber;

    private volatile @Nullable RedisCredential carried;
    private @Nullable RedisCredential requested;

    void loggedIn(RedisCredential credential) {
        carried = credential;
        requested = credential;
    }

    /** What the server is known to have accepted last; null before the login. */
    @Nullable
    RedisCredential carried() {
        return carried;
    }

    /** Whether the server has been asked to accept it, and has not refused. */
    boolean isRequested(RedisCredential credential) {
        return credential.equals(requested);
    }

    Exchange exchange() {
        return exchange;
    }

    /** Notes that a command of the owner's goes out. */
    void sent(CommandKind kind, CommandArguments arguments, boolean resp3) {
        boolean subscription = kind == CommandKind.SUBSCRIBES || kind == CommandKind.UNSUBSCRIBES;
        if (subscriber == null && subscription && !resp3) {
            subscriber = new Resp2Subscriber();
        }
        if (subscriber != null) {
            subscriber.sent(arguments);
        }
        if (subscriber == null || subscription) {
            exchange.sent(kind, arguments.size());
        }
    }

    /** Notes that an AUTH goes out, and gives all that does so with it. */
    List<CommandArguments> auth(RedisCredential credential) {
        CommandArguments command = new CommandArguments(Command.AUTH)
                .add(credential.username())
                .add(credential.password().reveal());
        Exchange.Auth auth = exchange.auth(credential);
        requested = credential;
        if (subscriber != null) {
            return subscriber.around(command, auth);
        }
        exchange.sentAuth(auth);
        return List.of(command);
    }

    /** Notes a reply, and tells whose it is. */
    Addressee answered(@Nullable Object reply) {
        if (subscriber != null && exchange.isAnswered()) {
            Resp2Subscriber.Expected ours = subscriber.answered(reply);
            if (ours == null) {
                return Addressee.OWNERS;
            }
            return ours.auth() == null ? resubscribed(reply) : accepted(ours.auth(), reply);
        }
        Exchange.Auth auth = exchange.answered();
        return auth == null ? Addressee.OWNERS : accepted(auth, reply);
    }

    private Addressee accepted(Exchange.Auth auth, @Nullable Object reply) {
        if (Reply.isOk(reply)) {
            carried = auth.credential();
        } else if (Reply.error(reply) == null) {
            throw new JedisAuthenticationException("AUTH was answered with something else's reply");
        } else if (isRequested(auth.credential())) {
            requested = carried;
        }
        return Addressee.AUTHS;
    }

    private static Addressee resubscribed(@Nullable Object reply) {
        JedisDataException error = Reply.error(reply);
        if (error != null) {
            throw new JedisConnectionException(
                    "The server took no subscription any more after an AUTH. Subscribe again.", error);
        }
        return Addressee.OURS;
    }

    /** Whose a reply is. */
    enum Addressee {
        OWNERS,
        /** The answer to an AUTH. */
        AUTHS,
        /** To what goes around an AUTH. */
        OURS
    }
}
