package dev.redisentra.lettuce;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;

/**
 * Answers a handshake with the source's current credential. From memory, because Lettuce asks on the event loop.
 *
 * <p>It does not stream: {@link ReauthenticatingHandler} does what a stream is for, and Lettuce leaves it alone then.
 */
record SourceCredentials(CredentialSource source)
        implements RedisCredentialsProvider.ImmediateRedisCredentialsProvider {
    @Override
    public RedisCredentials resolveCredentialsNow() {
        RedisCredential current = source.current();
        return RedisCredentials.just(current.username(), current.password().reveal());
    }
}
