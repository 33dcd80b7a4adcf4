package dev.redisentra.sample.docs;

import java.time.Duration;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;

final class LettuceTunedExample {
    private LettuceTunedExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        RedisURI uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withSsl(true)
                .withTimeout(Duration.ofSeconds(2))
                .withClientName("orders")
                .build();
        try (CredentialSource source = CredentialSources.open(settings)) {
            source.await(Duration.ofSeconds(10));
            ClientResources resources = LettuceClients.authenticate(ClientResources.create(), source);
            try (RedisClient client = RedisClient.create(resources, LettuceClients.authenticate(uri, source))) {
                trustTheTestsCa(client, settings);
                System.out.println(client.connect().sync().clientGetname());
            } finally {
                resources.shutdown().syncUninterruptibly();
            }
        }
    }

    /** Azure's certificates need none of this. */
    private static void trustTheTestsCa(RedisClient client, RedisSettings settings) {
        client.setOptions(ClientOptions.builder()
                .sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(PrivateCa.trustManagers(settings.tlsCa().orElseThrow()))
                        .build())
                .build());
    }
}
