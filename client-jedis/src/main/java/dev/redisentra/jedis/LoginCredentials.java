package dev.redisentra.jedis;

import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.spi.session.Sessions;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.exceptions.JedisException;

/** Gives each handshake the credential of that moment. Thread-safe, reads memory. */
final class LoginCredentials implements Supplier<RedisCredentials> {
    private final Sessions sessions;

    LoginCredentials(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Where there is none the reason comes as a {@link JedisException}: after any other, Jedis leaves its socket open. */
    @Override
    public RedisCredentials get() {
        try {
            RedisCredential credential = sessions.credential();
            return new DefaultRedisCredentials(
                    credential.username(), credential.password().reveal());
        } catch (AuthException e) {
            throw new JedisException(e.getMessage(), e);
        }
    }
}
