package dev.redisentra.core.auth;

import java.util.Objects;

/** Logs in as user {@code default} with an access key of the cache. The credential never expires. */
public final class AccessKeyStrategy implements AuthStrategy {
    /** The user that access keys belong to, on both services. */
    private static final String KEY_USER = "default";

    private final RedisCredential credential;

    /** Uses this key for every login. */
    public AccessKeyStrategy(Secret key) {
        Objects.requireNonNull(key, "key");
        credential = new RedisCredential(KEY_USER, key, AuthMode.ACCESS_KEY, null);
    }

    @Override
    public AuthMode mode() {
        return AuthMode.ACCESS_KEY;
    }

    @Override
    public RedisCredential obtain() {
        return credential;
    }
}
