package dev.redisentra.jedis;

import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.authentication.JedisAuthenticationException;

/** Gives each handshake the credential of that moment. Thread-safe, reads memory. */
final class LoginCredentials implements Supplier<RedisCredentials> {
    private final CredentialSource source;

    LoginCredentials(CredentialSource source) {
        this.source = source;
    }

    @Override
    public RedisCredentials get() {
        return forAuth(current());
    }

    /**
     * The credential of now. Where there is none the reason comes as a {@link JedisAuthenticationException}: after any
     * other type of exception, a connection in its handshake would leave its socket open.
     */
    RedisCredential current() {
        try {
            return source.current();
        } catch (AuthException e) {
            throw new JedisAuthenticationException(e.getMessage(), e);
        }
    }

    static RedisCredentials forAuth(RedisCredential credential) {
        return new DefaultRedisCredentials(
                credential.username(), credential.password().reveal());
    }
}
