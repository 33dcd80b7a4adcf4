package dev.redisentra.sample.docs;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import redis.clients.jedis.JedisClientConfig;

@Configuration(proxyBeanMethods = false)
class SpringDataJedisExample {
    @Bean
    JedisConnectionFactory redisConnectionFactory(RedisSettings settings, CredentialSource source) {
        JedisClientConfig config = JedisClients.authenticate(JedisClients.clientConfig(settings), source);
        JedisClientConfiguration client = JedisClientConfiguration.builder()
                .customizeClientConfig(builder -> builder.from(config))
                .build();
        return new JedisConnectionFactory(new RedisStandaloneConfiguration(settings.host(), settings.port()), client);
    }
}
