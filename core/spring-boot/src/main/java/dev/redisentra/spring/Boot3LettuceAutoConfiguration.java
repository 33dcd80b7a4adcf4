package dev.redisentra.spring;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.lettuce.LettuceClients;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.data.redis.ClientResourcesBuilderCustomizer;
import org.springframework.boot.autoconfigure.data.redis.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Lettuce on Spring Boot 3. */
@AutoConfiguration(after = RedisEntraAutoConfiguration.class, before = RedisAutoConfiguration.class)
@ConditionalOnClass({LettuceClients.class, LettuceConnectionFactory.class, RedisAutoConfiguration.class})
@ConditionalOnProperty(name = Activation.ENABLED, havingValue = "true", matchIfMissing = true)
@ConditionalOnSingleCandidate(CredentialSource.class)
@ConditionalOnMissingBean(RedisConnectionDetails.class)
class Boot3LettuceAutoConfiguration {
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    LettuceClientConfigurationBuilderCustomizer redisEntraLettuceLogin(
            CredentialSource source, Environment environment) {
        return new LettuceLogin(source, SpringProtocol.of(environment))::customize;
    }

    /** First, so that an application's own way to find nodes wins. */
    @Bean
    @Order(0)
    @ConditionalOnBean(RedisSettings.class)
    ClientResourcesBuilderCustomizer redisEntraLettuceNodes(RedisSettings settings) {
        return resources -> resources.socketAddressResolver(LettuceClients.verifyNodesAs(settings.host()));
    }
}
