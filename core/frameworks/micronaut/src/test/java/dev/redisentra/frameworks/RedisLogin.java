package dev.redisentra.frameworks;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import io.micronaut.configuration.lettuce.DefaultRedisConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

@Factory
class RedisLogin {
    @Singleton
    @Bean(preDestroy = "close")
    CredentialSource source(RedisSettings settings) {
        return CredentialSources.open(settings);
    }

    @Primary
    @Singleton
    @Bean(preDestroy = "shutdown")
    ClientResources resources(CredentialSource source) {
        return LettuceClients.authenticate(ClientResources.create(), source);
    }

    @Singleton
    BeanCreatedEventListener<DefaultRedisConfiguration> login(CredentialSource source) {
        return event -> {
            DefaultRedisConfiguration redis = event.getBean();
            source.await();
            redis.getUri().orElse(redis).setCredentialsProvider(LettuceClients.credentials(source));
            return redis;
        };
    }

    @Singleton
    BeanCreatedEventListener<RedisClient> tls(RedisSettings settings) {
        return event -> {
            SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
            settings.tlsCa().ifPresent(ca -> tls.trustManager(PrivateCa.trustManagers(ca)));
            event.getBean()
                    .setOptions(ClientOptions.builder().sslOptions(tls.build()).build());
            return event.getBean();
        };
    }
}
