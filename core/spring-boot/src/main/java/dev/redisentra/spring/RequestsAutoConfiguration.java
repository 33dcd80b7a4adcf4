package dev.redisentra.spring;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Requests for credentials, observed where the application observes. */
@AutoConfiguration(before = RedisEntraAutoConfiguration.class)
@ConditionalOnProperty(name = Activation.ENABLED, havingValue = "true", matchIfMissing = true)
class RequestsAutoConfiguration {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistry.class)
    static class Observed {
        @Bean(NamedCaches.REQUESTS)
        ObservedRequests redisEntraRequests(ObjectProvider<ObservationRegistry> registries) {
            return new ObservedRequests(registries);
        }
    }

    @Bean(NamedCaches.REQUESTS)
    @ConditionalOnMissingBean(Requests.class)
    Requests redisEntraRequests() {
        return strategy -> strategy;
    }
}
