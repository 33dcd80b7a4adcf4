package dev.redisentra.core.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Logs in as user {@code default} with an access key of the cache, and with the other one where the server refuses that:
 * so a key is regenerated without a restart. The credentials never expire. Thread-safe.
 *
 * <p>Keys that are given once stay as they are. Keys from a {@link Supplier} may change while the service runs: the
 * source asks for the one in use every 30 s, and whenever the server refuses it, before it tries the other. A supplier may block, as one that asks
 * Key Vault does, and may fail: the last good key serves on.
 *
 * <pre>{@code
 * AccessKeyStrategy.of(AccessKeyStrategy.inFile(Path.of("/mnt/secrets/redis-primary-key")), null)
 * }</pre>
 */
public final class AccessKeyStrategy implements AuthStrategy {
    /** The user that access keys belong to, on both services. */
    private static final String KEY_USER = "default";

    private final List<Supplier<Secret>> keys;
    private final boolean changing;
    private volatile Turn turn = new Turn(0, null, null);

    /**
     * Which key is in use.
     *
     * @param given what it was when it was last asked for; null where it is to be asked for again
     * @param refused what it was when the server refused it; null where it did not
     */
    private record Turn(
            int key,
            @Nullable RedisCredential given,
            @Nullable RedisCredential refused) {}

    /** Uses this key for every login. */
    public AccessKeyStrategy(Secret key) {
        this(key, null);
    }

    /** Begins with the primary key; null for no other. */
    public AccessKeyStrategy(Secret primary, @Nullable Secret secondary) {
        this(
                Stream.of(Objects.requireNonNull(primary, "primary"), secondary)
                        .filter(Objects::nonNull)
                        .<Supplier<Secret>>map(key -> () -> key)
                        .toList(),
                false);
    }

    private AccessKeyStrategy(List<Supplier<Secret>> keys, boolean changing) {
        this.keys = keys;
        this.changing = changing;
    }

    /** Keys that may change; begins with the primary one. Null for no other. */
    public static AccessKeyStrategy of(Supplier<Secret> primary, @Nullable Supplier<Secret> secondary) {
        Objects.requireNonNull(primary, "primary");
        return new AccessKeyStrategy(secondary == null ? List.of(primary) : List.of(primary, secondary), true);
    }

    /**
     * The key that a file holds, such as a mounted secret: its text, without space, quotes and a byte order mark around it.
     * It is read each time that the key is asked for.
     */
    public static Supplier<Secret> inFile(Path file) {
        return new KeyFile(file);
    }

    @Override
    public AuthMode mode() {
        return AuthMode.ACCESS_KEY;
    }

    @Override
    public RedisCredential obtain() {
        while (true) {
            Turn now = turn;
            RedisCredential credential;
            try {
                credential = ask(keys.get(now.key));
            } catch (RuntimeException failure) {
                if (now.given == null) {
                    // There is none to serve on with, or a refused one: the other may do.
                    change(now, new Turn(other(now.key), null, null));
                }
                throw failure;
            }
            // A refused key may have been exchanged; the other is for where it was not.
            boolean stillRefused = keys.size() > 1 && credential.equals(now.refused);
            Turn next = stillRefused ? new Turn(other(now.key), null, null) : new Turn(now.key, credential, null);
            // Otherwise it was refused while it was asked for.
            if (change(now, next) && !stillRefused) {
                return credential;
            }
        }
    }

    private static RedisCredential ask(Supplier<Secret> key) {
        try {
            return new RedisCredential(KEY_USER, key.get(), AuthMode.ACCESS_KEY, null);
        } catch (AuthException explained) {
            throw explained;
        } catch (RuntimeException failure) {
            throw new AuthException(
                    AuthException.Kind.ACCESS_KEY_UNAVAILABLE,
                    "What supplies the access key failed with %s.".formatted(failure),
                    "It is asked again.",
                    failure);
        }
    }

    /** Asks for the same key again, and for the other where it has not changed. */
    @Override
    public boolean refused(RedisCredential credential) {
        Turn now = turn;
        return credential.equals(now.given)
                && (changing || keys.size() > 1)
                && change(now, new Turn(now.key, null, credential));
    }

    /** Unless it was changed meanwhile: asking is done on another thread than refusing. */
    private synchronized boolean change(Turn from, Turn to) {
        if (!turn.equals(from)) {
            return false;
        }
        turn = to;
        return true;
    }

    private int other(int key) {
        return (key + 1) % keys.size();
    }

    @Override
    public boolean mayChange() {
        return changing;
    }

    @Override
    public String whenSilent() {
        return "Look at what supplies the access key; it is asked again.";
    }
}
