package dev.redisentra.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The login's health on Spring Boot 4, as {@code redisEntra}. Redis's own is Boot's, as {@code redis}. */
@AutoConfiguration(after = OperationsAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("redis-entra")
@ConditionalOnBean(Sources.class)
class Boot4HealthAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(name = "redisEntraHealthIndicator")
    HealthIndicator redisEntraHealthIndicator(Sources sources) {
        return () -> {
            Sources.SourceHealth health = sources.health();
            return Health.status(health.status()).withDetails(health.details()).build();
        };
    }
}
