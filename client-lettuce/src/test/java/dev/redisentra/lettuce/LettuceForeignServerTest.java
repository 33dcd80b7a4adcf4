package dev.redisentra.lettuce;

import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.ForeignServerContract;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;

/** On the same {@link ClientResources}. */
@WithLocalAzure
class LettuceForeignServerTest extends ForeignServerContract {
    LettuceForeignServerTest(LocalAzure azure) {
        super(azure);
    }

    @Override
    protected Shared open(RedisSettings settings, CommandedSource source, Foreign foreign) {
        ClientResources resources = DefaultClientResources.create();
        ClientResources dressed = LettuceClients.authenticate(resources, source);
        RedisClient own = client(
                dressed,
                settings,
                LettuceClients.authenticate(
                        RedisURI.builder()
                                .withHost(settings.host())
                                .withPort(settings.port())
                                .withSsl(true)
                                .build(),
                        source));
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(foreign.host())
                .withPort(foreign.port())
                .withSsl(foreign.tls())
                .withVerifyPeer(SslVerifyMode.FULL);
        if (!foreign.password().isEmpty()) {
            uri.withPassword(foreign.password().toCharArray());
        }
        RedisClient other = client(dressed, settings, uri.build());
        StatefulRedisConnection<String, String> connection = own.connect();
        StatefulRedisConnection<String, String> otherConnection = other.connect();
        return new Shared() {
            @Override
            public void set(String key, String value) {
                connection.sync().set(key, value);
            }

            @Override
            public void setForeign(String key, String value) {
                otherConnection.sync().set(key, value);
            }

            @Override
            public void close() {
                own.shutdown(0, 2, TimeUnit.SECONDS);
                other.shutdown(0, 2, TimeUnit.SECONDS);
                resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
            }
        };
    }

    private static RedisClient client(ClientResources resources, RedisSettings settings, RedisURI uri) {
        RedisClient client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(PrivateCa.trustManagers(settings.tlsCa().orElseThrow()))
                        .build())
                .build());
        return client;
    }
}
