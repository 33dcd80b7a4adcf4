package dev.redisentra.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The login's health on Spring Boot 3, as {@code redisEntra}. Redis's own is Boot's, as {@code redis}. */
@AutoConfiguration(after = OperationsAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("redis-entra")
@ConditionalOnBean(Sources.class)
class Boot3HealthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = "redisEntraHealthIndicator")
    HealthIndicator redisEntraHealthIndicator(Sources sources) {
        return () -> {
            Sources.SourceHealth health = sources.health();
            return Health.status(health.status()).withDetails(health.details()).build();
        };
    }
}
