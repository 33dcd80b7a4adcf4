package dev.redisentra.core.auth;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Logs in as user {@code default} with an access key of the cache, and with the other one where the server refuses that:
 * so a key is regenerated without a restart. The credentials never expire. Thread-safe.
 */
public final class AccessKeyStrategy implements AuthStrategy {
    /** The user that access keys belong to, on both services. */
    private static final String KEY_USER = "default";

    private final @Nullable RedisCredential other;
    private final RedisCredential first;
    private volatile RedisCredential used;

    /** Uses this key for every login. */
    public AccessKeyStrategy(Secret key) {
        this(key, null);
    }

    /** Begins with the primary key; null for no other. */
    public AccessKeyStrategy(Secret primary, @Nullable Secret secondary) {
        first = credential(Objects.requireNonNull(primary, "primary"));
        other = secondary == null ? null : credential(secondary);
        used = first;
    }

    private static RedisCredential credential(Secret key) {
        return new RedisCredential(KEY_USER, key, AuthMode.ACCESS_KEY, null);
    }

    @Override
    public AuthMode mode() {
        return AuthMode.ACCESS_KEY;
    }

    @Override
    public RedisCredential obtain() {
        return used;
    }

    /** Changes to the other key, if there is one. */
    @Override
    public boolean refused(RedisCredential credential) {
        if (other == null || !credential.equals(used)) {
            return false;
        }
        used = credential.equals(first) ? other : first;
        return true;
    }
}
