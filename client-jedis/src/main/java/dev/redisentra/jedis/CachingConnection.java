package dev.redisentra.jedis;

import java.lang.module.ModuleDescriptor.Version;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.csc.CacheEntry;
import redis.clients.jedis.csc.CacheKey;
import redis.clients.jedis.csc.PushInvalidateConsumer;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection with Jedis's client-side caching. The server tells it when a key changes that was read on it; a value from
 * the cache is good when the connection that it was read on has been asked for such news.
 *
 * <p>Jedis's own, {@code CacheConnection}, can be subclassed only by what is connected in its constructor, before there is
 * an account of it.
 */
final class CachingConnection extends AuthenticatedConnection {
    /** Jedis's own condition: servers before that tell of a change too early in places. */
    private static final Version TELLS_IN_ORDER = Version.parse("7.4");

    private final Cache cache;

    private CachingConnection(Connection.Builder builder, Reauthentication reauthentication, Cache cache) {
        super(builder, reauthentication);
        this.cache = cache;
    }

    /** For a {@link redis.clients.jedis.ConnectionFactory}. */
    static Connection.Builder builder(Reauthentication reauthentication, Cache cache) {
        return new Connection.Builder() {
            @Override
            protected Connection createConnection() {
                return new CachingConnection(this, reauthentication, cache);
            }
        };
    }

    @Override
    protected void initPushConsumers(JedisClientConfig config) {
        super.initPushConsumers(config);
        addPushConsumer(new PushInvalidateConsumer(cache));
    }

    @Override
    protected void initializeFromClientConfig(JedisClientConfig config) {
        super.initializeFromClientConfig(config);
        try {
            requireOrder();
            executeCommand(new CommandArguments(Protocol.Command.CLIENT)
                    .add("TRACKING")
                    .add("ON"));
        } catch (JedisException e) {
            disconnect();
            throw e;
        }
    }

    private void requireOrder() {
        if (getRedisProtocol() != RedisProtocol.RESP3) {
            throw new JedisException("Client-side caching needs RESP3.");
        }
        boolean inOrder = server.equals("redis") && Version.parse(version).compareTo(TELLS_IN_ORDER) >= 0;
        if (!inOrder && !cache.compatibilityMode()) {
            throw new JedisException(
                    "Client-side caching needs Redis 7.4 or later, and this is %s %s; or a cache whose compatibilityMode() is true."
                            .formatted(server, version));
        }
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
        CacheKey<T> key = new CacheKey<>(command);
        if (!cache.isCacheable(key)) {
            return super.executeCommand(command);
        }
        CacheEntry<T> cached = current(key);
        if (cached != null) {
            return cached.getValue();
        }
        // Nobody else may hear of the key's next change before its value is in the cache.
        return readingAlone(() -> {
            Entry<T> read = new Entry<>(key, super.executeCommand(command), this);
            cache.set(key, read);
            return read.getValue(); // a copy, which is the caller's own
        });
    }

    @SuppressWarnings("unchecked") // what is found by a key was put there by its like
    private <T> @Nullable CacheEntry<T> current(CacheKey<T> key) {
        if (!(cache.get(key) instanceof Entry<?> entry)) {
            return null;
        }
        CachingConnection readOn = entry.readOn.get();
        if (readOn == null || !readOn.hearsNews()) {
            cache.delete(key);
            return null;
        }
        return cache.get(key);
    }

    /** Hands to the cache what has arrived; false where nothing will any more. */
    private boolean hearsNews() {
        if (isBroken() || !isConnected()) {
            return false;
        }
        try {
            readPushesWithCheckingBroken();
            return true;
        } catch (JedisException lost) {
            return false;
        }
    }

    /** Where its owner is reading, it takes the news out itself. */
    @Override
    protected void protocolReadPushes(RedisInputStream stream, PushConsumerChain pushConsumers) {
        unlessItIsRead(() -> Protocol.readPushes(stream, pushConsumers));
    }

    /** What was read on it can be trusted no more. */
    @Override
    public void disconnect() {
        super.disconnect();
        cache.flush();
    }

    /** Jedis's entry knows its connection only as a {@code CacheConnection}. */
    private static final class Entry<T> extends CacheEntry<T> {
        private final WeakReference<CachingConnection> readOn;

        Entry(CacheKey<T> key, T value, CachingConnection readOn) {
            super(key, value, null);
            this.readOn = new WeakReference<>(readOn);
        }
    }
}
