package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.authentication.AuthXManager;
import redis.clients.jedis.util.KeyValue;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Jedis: a pool, and a thread for each subscriber. */
final class JedisDriver extends Driver {
    /**
     * Idle connections are looked at this often: Jedis's own support re-authenticates them then, and not otherwise, and is
     * to have its chance before these short-lived tokens expire. The same for all contenders.
     */
    private static final Duration IDLE_TEST = Duration.ofSeconds(2);

    private final RedisClient client;

    @SuppressWarnings("deprecation") // of Jedis's ways to say TLS, the one that every version has
    JedisDriver(Login login, int wanted, boolean full) {
        super(login);
        RedisSettings settings = login.settings();
        // One by one: what from() copies includes credentials, even where there are none.
        JedisClientConfig tls = JedisClients.clientConfig(settings);
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) TIMEOUT.toMillis())
                .socketTimeoutMillis((int) TIMEOUT.toMillis())
                .ssl(true)
                .sslSocketFactory(tls.getSslSocketFactory())
                .sslParameters(tls.getSslParameters())
                .hostAndPortMapper(tls.getHostAndPortMapper())
                .protocol(RedisProtocol.RESP3);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(wanted);
        pool.setMaxIdle(wanted);
        pool.setMaxWait(TIMEOUT);
        pool.setTimeBetweenEvictionRuns(IDLE_TEST);
        pool.setMinEvictableIdleDuration(Duration.ofHours(1)); // a crowd keeps all its connections
        JedisClientConfig authenticated = switch (login.contender()) {
            case STATIC -> config.user("default").password(login.password()).build();
            case OWN_SUPPORT -> {
                AuthXManager manager = new AuthXManager(login.authx());
                atEnd(manager::stop);
                yield config.authXManager(manager).build();
            }
            case OURS -> JedisClients.authenticate(config.build(), source.orElseThrow());
        };
        client = RedisClient.builder()
                .hostAndPort(new HostAndPort(settings.host(), settings.port()))
                .clientConfig(authenticated)
                .poolConfig(pool)
                .build();
        atEnd(client::close);
        if (full) {
            try {
                client.getPool().addObjects(wanted);
            } catch (Exception e) {
                throw new IllegalStateException("The pool could not be filled", e);
            }
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(UTF_8);
    }

    @Override
    byte @Nullable [] get(String key) {
        return client.get(bytes(key));
    }

    @Override
    void set(String key, byte[] value) {
        client.set(bytes(key), value);
    }

    @Override
    void pipeline(String key, int commands) {
        byte[] bytes = bytes(key);
        try (AbstractPipeline pipeline = client.pipelined()) {
            for (int i = 0; i < commands; i++) {
                var unused = pipeline.get(bytes);
            }
            pipeline.sync();
        }
    }

    @Override
    void push(String queue, byte[] element) {
        client.rpush(bytes(queue), element);
    }

    @Override
    byte @Nullable [] pop(String queue) {
        KeyValue<byte[], byte[]> popped = client.blpop(1.0, bytes(queue));
        return popped == null ? null : popped.getValue();
    }

    @Override
    void publish(String channel, byte[] message) {
        client.publish(bytes(channel), message);
    }

    @Override
    Runnable subscribe(String channel, Consumer<byte[]> listener) {
        CompletableFuture<Boolean> standing = new CompletableFuture<>();
        BinaryJedisPubSub subscriber = new BinaryJedisPubSub() {
            @Override
            public void onMessage(byte[] from, byte[] message) {
                listener.accept(message);
            }

            @Override
            public void onSubscribe(byte[] to, int count) {
                standing.complete(true);
            }
        };
        CompletableFuture<?> over = CompletableFuture.runAsync(
                () -> client.subscribe(subscriber, bytes(channel)), task -> new Thread(task, "subscriber").start());
        standing.orTimeout(20, TimeUnit.SECONDS).join();
        return () -> {
            if (subscriber.isSubscribed()) {
                subscriber.unsubscribe();
            }
            over.handle((none, failure) -> none).join();
        };
    }
}
