package dev.redisentra.sample.docs;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.redisson.RedissonClients;
import org.redisson.api.RedissonClient;
import org.redisson.spring.data.connection.RedissonConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SpringDataRedissonExample {
    @Bean(destroyMethod = "shutdown")
    RedissonClient redissonClient(RedisSettings settings, CredentialSource source) {
        return RedissonClients.standalone(settings, source);
    }

    @Bean
    RedissonConnectionFactory redisConnectionFactory(RedissonClient redisson) {
        return new RedissonConnectionFactory(redisson);
    }
}
