package dev.redisentra.core.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Logs in as user {@code default} with an access key of the cache, and with the other one if the server refuses that
 * one. So a key can be regenerated without a restart. The credentials never expire. Thread-safe.
 *
 * <p>Keys that are given once stay as they are. Keys from a {@link Supplier} may change while the service runs: the
 * source asks for the one in use every 30 s, and whenever the server refuses it, before it tries the other. A supplier
 * may block, as one that asks Key Vault does, and may fail: the last good key serves on.
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

    // Guarded by this.
    private int inUse;
    /** What it was when it was last asked for; null where it is to be asked for again. */
    private @Nullable RedisCredential given;
    /** What it was when the server refused it; null where it did not. */
    private @Nullable RedisCredential refused;

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
    public CredentialKind kind() {
        return CredentialKind.ACCESS_KEY;
    }

    @Override
    public RedisCredential obtain() {
        int asked = inUse();
        while (true) {
            RedisCredential credential;
            try {
                credential = ask(keys.get(asked));
            } catch (RuntimeException failure) {
                leave(asked);
                throw failure;
            }
            if (isTaken(asked, credential)) {
                return credential;
            }
            asked = inUse();
        }
    }

    private synchronized int inUse() {
        return inUse;
    }

    /** There is none to serve on with, or a refused one: the other may do. */
    private synchronized void leave(int asked) {
        if (asked == inUse && given == null) {
            changeToTheOther();
        }
    }

    /** Whether it is not one that the server refused, or that another call has left meanwhile. */
    private synchronized boolean isTaken(int asked, RedisCredential credential) {
        if (asked != inUse) {
            return false;
        }
        // A refused key may have been exchanged; the other is for where it was not.
        if (keys.size() > 1 && credential.equals(refused)) {
            changeToTheOther();
            return false;
        }
        given = credential;
        refused = null;
        return true;
    }

    private void changeToTheOther() {
        inUse = (inUse + 1) % keys.size();
        given = null;
        refused = null;
    }

    private static RedisCredential ask(Supplier<Secret> key) {
        // The supplier's own: libraries look for their plug-ins there, and the thread is the source's.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(key.getClass().getClassLoader());
        try {
            return new RedisCredential(KEY_USER, key.get(), CredentialKind.ACCESS_KEY, null);
        } catch (AuthException explained) {
            throw explained;
        } catch (RuntimeException failure) {
            throw new AuthException(
                    AuthException.Kind.ACCESS_KEY_UNAVAILABLE,
                    "The supplier of the access key failed with %s.".formatted(failure),
                    "It is asked again.",
                    failure);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Asks for the same key again, and for the other where it has not changed. */
    @Override
    public synchronized boolean refused(RedisCredential credential) {
        if (!credential.equals(given) || !(changing || keys.size() > 1)) {
            return false;
        }
        given = null;
        refused = credential;
        return true;
    }

    @Override
    public boolean mayChange() {
        return changing;
    }

    @Override
    public String whenSilent() {
        return "Check the supplier of the access key; it is asked again.";
    }
}
