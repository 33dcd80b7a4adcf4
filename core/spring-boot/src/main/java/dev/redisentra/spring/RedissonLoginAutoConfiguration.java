package dev.redisentra.spring;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.redisson.RedissonClients;
import org.redisson.spring.starter.RedissonAutoConfigurationCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Redisson's own starter, on any line of Spring Boot. Last of its customizers, so that it sees what the others set. */
@AutoConfiguration(after = RedisEntraAutoConfiguration.class)
@ConditionalOnClass({RedissonClients.class, RedissonAutoConfigurationCustomizer.class})
@ConditionalOnProperty(name = Activation.ENABLED, havingValue = "true", matchIfMissing = true)
@ConditionalOnSingleCandidate(CredentialSource.class)
class RedissonLoginAutoConfiguration {
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    RedissonAutoConfigurationCustomizer redisEntraRedissonLogin(CredentialSource source, Environment environment) {
        return new RedissonLogin(source, SpringProtocol.of(environment))::customize;
    }
}
