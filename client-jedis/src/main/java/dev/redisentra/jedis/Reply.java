package dev.redisentra.jedis;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * What the server sent next: null for a nil, and for an error the exception itself, as in what Jedis gives for a
 * pipeline. No object of its own, for there would be one for each command.
 */
final class Reply {
    private static final byte[] OK = {'O', 'K'};

    private Reply() {}

    static @Nullable Object read(RedisInputStream stream, PushConsumerChain pushConsumers) {
        try {
            return Protocol.read(stream, pushConsumers);
        } catch (JedisDataException error) {
            return error;
        }
    }

    static boolean isOk(@Nullable Object reply) {
        return reply instanceof byte[] status && Arrays.equals(status, OK);
    }

    /** The server's error; null for what is none. */
    static @Nullable JedisDataException error(@Nullable Object reply) {
        return reply instanceof JedisDataException error ? error : null;
    }

    /** As Jedis hands it to the owner: an error is thrown. */
    static @Nullable Object orThrow(@Nullable Object reply) {
        if (reply instanceof JedisDataException error) {
            throw error;
        }
        return reply;
    }
}
