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
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Lettuce on Spring Boot 4. */
@AutoConfiguration(after = RedisEntraAutoConfiguration.class, before = DataRedisAutoConfiguration.class)
@ConditionalOnClass({LettuceClients.class, LettuceConnectionFactory.class, DataRedisAutoConfiguration.class})
@ConditionalOnProperty(name = Activation.ENABLED, havingValue = "true", matchIfMissing = true)
@ConditionalOnSingleCandidate(CredentialSource.class)
@ConditionalOnMissingBean(DataRedisConnectionDetails.class)
class Boot4LettuceAutoConfiguration {
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
