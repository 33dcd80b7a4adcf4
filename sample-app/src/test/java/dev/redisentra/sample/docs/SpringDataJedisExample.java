package dev.redisentra.sample.docs;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

@Configuration(proxyBeanMethods = false)
class SpringDataJedisExample {
    @Bean
    JedisConnectionFactory redisConnectionFactory(RedisSettings settings, CredentialSource source) {
        HostAndPort address = new HostAndPort(settings.host(), settings.port());
        JedisClientConfig config = JedisClients.clientConfig(settings);
        JedisClientConfiguration client = JedisClientConfiguration.builder()
                .customizeClientConfig(builder -> builder.from(config))
                .customizeClient(builder -> builder.connectionProvider(
                        JedisClients.connectionProvider(address, config, new ConnectionPoolConfig(), source)))
                .build();
        return new JedisConnectionFactory(new RedisStandaloneConfiguration(settings.host(), settings.port()), client);
    }
}
