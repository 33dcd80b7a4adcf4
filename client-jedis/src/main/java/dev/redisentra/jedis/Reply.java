package dev.redisentra.jedis;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * What the server sent next.
 *
 * @param value null for a nil and for an error
 * @param error the server's, which Jedis throws at whoever reads
 */
record Reply(@Nullable Object value, @Nullable JedisDataException error) {
    private static final byte[] OK = {'O', 'K'};

    static Reply read(RedisInputStream stream, PushConsumerChain pushConsumers) {
        try {
            return new Reply(Protocol.read(stream, pushConsumers), null);
        } catch (JedisDataException error) {
            return new Reply(null, error);
        }
    }

    boolean isOk() {
        return value instanceof byte[] status && Arrays.equals(status, OK);
    }

    /** As Jedis hands it to the owner. */
    @Nullable
    Object get() {
        if (error != null) {
            throw error;
        }
        return value;
    }
}
