package dev.redisentra.redisson;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.NamedCommandsContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import io.netty.resolver.DefaultAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisClient;
import org.redisson.client.RedisClientConfig;
import org.redisson.client.RedisConnection;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.decoder.ObjectListReplayDecoder;
import org.redisson.config.Config;
import org.redisson.config.CredentialsResolver;

/**
 * By Redisson's client of a single connection ({@link RedisClient}), which has no method for any command, and takes the login
 * and the hook of a dressed configuration. Redisson waits for a reply to each command: {@code CLIENT REPLY} has it where
 * Redisson itself sends it, in a batch without results ({@link ModesContract}).
 */
class RedissonNamedCommandsTest extends NamedCommandsContract {
    private static final long PATIENCE_MILLIS = 60_000;

    @Override
    protected Named open(RedisSettings settings, CommandedSource source) {
        Config dressed = RedissonClients.config(settings, source);
        RedisClient client = RedisClient.create(new RedisClientConfig()
                .setAddress("rediss://%s:%d".formatted(settings.host(), settings.port()))
                .setProtocol(dressed.getProtocol())
                .setResolverGroup(DefaultAddressResolverGroup.INSTANCE) // its own wants Netty's Epoll
                .setSslTrustManagerFactory(
                        PrivateCa.trustManagers(settings.tlsCa().orElseThrow()))
                .setNettyHook(dressed.getNettyHook())
                .setCredentialsResolver(credentials(dressed)));
        RedisConnection connection = client.connect();
        return new Named() {
            @Override
            public CompletableFuture<@Nullable Object> call(String command, String... arguments) {
                RedisCommand<List<Object>> named = new RedisCommand<>(command, new ObjectListReplayDecoder<>());
                return connection
                        .<List<Object>, @Nullable Object>async(
                                PATIENCE_MILLIS, StringCodec.INSTANCE, named, (Object[]) arguments)
                        .toCompletableFuture();
            }

            @Override
            public void send(String command, String... arguments) {
                throw new ClientUnderTest.Lacking("Redisson waits for a reply to each command");
            }

            @Override
            public void close() {
                connection.closeAsync().awaitUninterruptibly();
                client.shutdown();
            }
        };
    }

    /** Redisson 4 has it for all servers; before that, each kind of them has its own. */
    @SuppressWarnings("deprecation")
    private static CredentialsResolver credentials(Config dressed) {
        try {
            return (CredentialsResolver)
                    Config.class.getMethod("getCredentialsResolver").invoke(dressed);
        } catch (NoSuchMethodException before4) {
            return dressed.useSingleServer().getCredentialsResolver();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
