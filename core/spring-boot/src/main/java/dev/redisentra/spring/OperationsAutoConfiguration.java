package dev.redisentra.spring;

import java.time.InstantSource;

import dev.redisentra.core.metrics.CredentialMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** How the sources stand: meters, which Boot binds to its registries, and the endpoint. */
@AutoConfiguration(after = RedisEntraAutoConfiguration.class)
@Conditional(OnAnySource.class)
class OperationsAutoConfiguration {
    @Bean
    Sources redisEntraSources(ListableBeanFactory beans) {
        return new Sources(beans, InstantSource.system());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {
        @Bean
        @ConditionalOnMissingBean(CredentialMetrics.class)
        SourceMetrics redisEntraMetrics(Sources sources) {
            return new SourceMetrics(sources);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    static class Endpoints {
        @Bean
        @ConditionalOnAvailableEndpoint
        @ConditionalOnMissingBean
        RedisEntraEndpoint redisEntraEndpoint(Sources sources) {
            return new RedisEntraEndpoint(sources);
        }
    }
}
