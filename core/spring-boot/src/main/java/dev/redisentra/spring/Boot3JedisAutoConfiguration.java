package dev.redisentra.spring;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.data.redis.JedisClientConfigurationBuilderCustomizer;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/** Jedis on Spring Boot 3. */
@AutoConfiguration(after = RedisEntraAutoConfiguration.class, before = RedisAutoConfiguration.class)
@ConditionalOnClass({JedisClients.class, JedisConnectionFactory.class, RedisAutoConfiguration.class})
@ConditionalOnProperty(name = Activation.ENABLED, havingValue = "true", matchIfMissing = true)
@ConditionalOnSingleCandidate(CredentialSource.class)
@ConditionalOnMissingBean(RedisConnectionDetails.class)
class Boot3JedisAutoConfiguration {
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    JedisClientConfigurationBuilderCustomizer redisEntraJedisLogin(
            CredentialSource source, ObjectProvider<RedisSettings> settings, Environment environment) {
        return new JedisLogin(source, settings.getIfUnique(), SpringProtocol.of(environment))::customize;
    }
}
