package dev.redisentra.comparison.work;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.redisson.RedissonClients;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import org.redisson.config.EntraIdCredentialsResolver;
import org.redisson.config.Protocol;
import org.redisson.config.SslProvider;
import org.redisson.config.SslVerificationMode;
import redis.clients.authentication.core.TokenAuthConfig;
import redis.clients.authentication.core.TokenManager;

/** Redisson: a pool of its own making, full from the start where many connections are asked for. */
final class RedissonDriver extends Driver {
    /** What the adapter keeps, and no less than Redisson's subscriptions need. */
    private static final int KEPT = 4;

    /** Longer than a contender waits for its turn: Redisson's own 10 s would have it connect again each time. */
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

    private final RedissonClient client;

    RedissonDriver(Login login, int connections, boolean full) {
        super(login);
        RedisSettings settings = login.settings();
        Config config = new Config()
                .setProtocol(Protocol.RESP3)
                .setSslProvider(SslProvider.JDK)
                .setSslVerificationMode(SslVerificationMode.STRICT)
                .setSslTrustManagerFactory(
                        PrivateCa.trustManagers(settings.tlsCa().orElseThrow()));
        String address = "rediss://%s:%d".formatted(settings.host(), settings.port());
        config.useSingleServer()
                .setAddress(address)
                .setTimeout((int) TIMEOUT.toMillis())
                .setIdleConnectionTimeout((int) IDLE_TIMEOUT.toMillis())
                .setConnectionPoolSize(connections)
                .setConnectionMinimumIdleSize(full ? connections : KEPT);
        switch (login.contender()) {
            case STATIC -> config.setUsername("default").setPassword(login.password());
            case OWN_SUPPORT -> {
                TokenAuthConfig authx = login.authx();
                TokenManager manager = new TokenManager(
                        authx.getIdentityProviderConfig().getProvider(), authx.getTokenManagerConfig());
                atEnd(manager::stop);
                config.setCredentialsResolver(new EntraIdCredentialsResolver(manager));
            }
            case OURS -> RedissonClients.authenticate(config, source.orElseThrow());
        }
        client = Redisson.create(config);
        atEnd(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
    }

    @Override
    byte @Nullable [] get(String key) {
        return client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).get();
    }

    @Override
    void set(String key, byte[] value) {
        client.<byte[]>getBucket(key, ByteArrayCodec.INSTANCE).set(value);
    }

    @Override
    void pipeline(String key, int commands) {
        RBatch batch = client.createBatch();
        for (int i = 0; i < commands; i++) {
            var unused = batch.getBucket(key, ByteArrayCodec.INSTANCE).getAsync();
        }
        batch.execute();
    }

    @Override
    void push(String queue, byte[] element) {
        client.<byte[]>getQueue(queue, ByteArrayCodec.INSTANCE).offer(element);
    }

    @Override
    byte @Nullable [] pop(String queue) {
        RBlockingQueue<byte[]> blocking = client.getBlockingQueue(queue, ByteArrayCodec.INSTANCE);
        try {
            return blocking.poll(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    void publish(String channel, byte[] message) {
        client.getTopic(channel, ByteArrayCodec.INSTANCE).publish(message);
    }

    @Override
    Runnable subscribe(String channel, Consumer<byte[]> listener) {
        RTopic topic = client.getTopic(channel, ByteArrayCodec.INSTANCE);
        int id = topic.addListener(byte[].class, (from, message) -> listener.accept(message));
        return () -> topic.removeListener(id);
    }
}
