package dev.redisentra.sample.redis;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.metrics.CredentialMetrics;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The source's meters, for {@code /actuator/prometheus}. Spring binds them to its registry. */
@Configuration(proxyBeanMethods = false)
class RedisMetrics {
    @Bean
    CredentialMetrics credentialMetrics(CredentialSource source) {
        return new CredentialMetrics(source);
    }
}
