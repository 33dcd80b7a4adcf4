package dev.redisentra.comparison.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.authx.TokenBasedRedisCredentialsProvider;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import org.jspecify.annotations.Nullable;

/** Lettuce: one connection for all threads, unless more are asked for; one of their own for whoever blocks or listens. */
final class LettuceDriver extends Driver {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisClient client;
    private final List<StatefulRedisConnection<String, byte[]>> connections = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Queue<StatefulRedisConnection<String, byte[]>> blocking = new ConcurrentLinkedQueue<>();

    LettuceDriver(Login login, int wanted) {
        super(login);
        RedisSettings settings = login.settings();
        RedisURI uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withSsl(true)
                .withVerifyPeer(SslVerifyMode.FULL)
                .withTimeout(TIMEOUT)
                .build();
        ClientResources resources = ClientResources.builder()
                .socketAddressResolver(LettuceClients.verifyNodesAs(settings.host()))
                .build();
        atEnd(() -> resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly());
        ClientOptions.Builder options = ClientOptions.builder()
                .protocolVersion(ProtocolVersion.RESP3)
                .sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(PrivateCa.trustManagers(settings.tlsCa().orElseThrow()))
                        .build());
        ClientResources used = resources;
        switch (login.contender()) {
            case STATIC ->
                uri.setCredentialsProvider(new StaticCredentialsProvider(
                        "default", login.password().toCharArray()));
            case OWN_SUPPORT -> {
                TokenBasedRedisCredentialsProvider provider = TokenBasedRedisCredentialsProvider.create(login.authx());
                atEnd(provider::close);
                uri.setCredentialsProvider(provider);
                options.reauthenticateBehavior(ReauthenticateBehavior.ON_NEW_CREDENTIALS);
            }
            case OURS -> {
                LettuceClients.authenticate(uri, source.orElseThrow());
                used = LettuceClients.authenticate(resources, source.orElseThrow());
            }
        }
        client = RedisClient.create(used, uri);
        client.setOptions(options.build());
        atEnd(() -> client.shutdown(0, 1, TimeUnit.SECONDS));
        source.ifPresent(opened -> opened.await(TIMEOUT));
        while (connections.size() < wanted) {
            connections.add(connect());
        }
    }

    private StatefulRedisConnection<String, byte[]> connect() {
        return client.connect(CODEC);
    }

    private StatefulRedisConnection<String, byte[]> next() {
        int next = connections.size() == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), connections.size());
        return connections.get(next);
    }

    @Override
    byte @Nullable [] get(String key) {
        return next().sync().get(key);
    }

    @Override
    void set(String key, byte[] value) {
        next().sync().set(key, value);
    }

    @Override
    void pipeline(String key, int commands) {
        RedisAsyncCommands<String, byte[]> async = next().async();
        RedisFuture<?>[] answers = new RedisFuture<?>[commands];
        for (int i = 0; i < commands; i++) {
            answers[i] = async.get(key);
        }
        if (!LettuceFutures.awaitAll(TIMEOUT, answers)) {
            throw new IllegalStateException("A pipeline got no answer in " + TIMEOUT);
        }
    }

    @Override
    void push(String queue, byte[] element) {
        next().sync().rpush(queue, element);
    }

    @Override
    byte @Nullable [] pop(String queue) {
        StatefulRedisConnection<String, byte[]> idle = blocking.poll();
        StatefulRedisConnection<String, byte[]> connection = idle == null ? connect() : idle;
        try {
            KeyValue<String, byte[]> popped = connection.sync().blpop(1, queue);
            return popped == null ? null : popped.getValue();
        } finally {
            blocking.add(connection);
        }
    }

    @Override
    void publish(String channel, byte[] message) {
        next().sync().publish(channel, message);
    }

    @Override
    Runnable subscribe(String channel, Consumer<byte[]> listener) {
        StatefulRedisPubSubConnection<String, byte[]> subscriber = client.connectPubSub(CODEC);
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, byte[] message) {
                listener.accept(message);
            }
        });
        subscriber.sync().subscribe(channel);
        return subscriber::close;
    }
}
