package dev.redisentra.sample.docs;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

@Configuration(proxyBeanMethods = false)
class SpringDataLettuceExample {
    @Bean(destroyMethod = "shutdown")
    ClientResources clientResources(CredentialSource source) {
        return LettuceClients.authenticate(ClientResources.create(), source);
    }

    @Bean
    LettuceConnectionFactory redisConnectionFactory(
            RedisSettings settings, CredentialSource source, ClientResources resources) {
        source.await();
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        settings.tlsCa().ifPresent(ca -> tls.trustManager(PrivateCa.trustManagers(ca)));
        LettuceClientConfiguration client = LettuceClientConfiguration.builder()
                .clientResources(resources)
                .clientOptions(ClientOptions.builder().sslOptions(tls.build()).build())
                .redisCredentialsProviderFactory(new RedisCredentialsProviderFactory() {
                    @Override
                    public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration server) {
                        return LettuceClients.credentials(source);
                    }
                })
                .useSsl()
                .build();
        return new LettuceConnectionFactory(new RedisStandaloneConfiguration(settings.host(), settings.port()), client);
    }
}
