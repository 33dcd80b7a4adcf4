package dev.redisentra.spring;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Settings and credential source of the application's cache. What is an application's own bean stays: with its {@link
 * RedisSettings} a source is opened for those, with its {@link CredentialSource} none is. Where something else says where
 * Redis is, a container of a test for example, there is no login.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration"
        })
@ConditionalOnProperty(name = Activation.ENABLED, havingValue = "true", matchIfMissing = true)
@ConditionalOnMissingBean(
        type = {
            "org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails"
        })
class RedisEntraAutoConfiguration {
    @Bean
    @Conditional(OnRedisEntra.class)
    @ConditionalOnMissingBean({RedisSettings.class, CredentialSource.class})
    RedisSettings redisEntraSettings(Environment environment) {
        return RedisEntraSettings.read(environment);
    }

    @Bean
    @ConditionalOnBean(RedisSettings.class)
    @ConditionalOnMissingBean(CredentialSource.class)
    CredentialSource redisEntraCredentialSource(RedisSettings settings, Requests requests) {
        return CredentialSources.open(settings, RenewalPolicy.AZURE, requests::around);
    }

    @Bean
    @ConditionalOnBean(CredentialSource.class)
    static EarlyToken redisEntraEarlyToken(Environment environment) {
        return new EarlyToken(environment);
    }

    @Bean
    @ConditionalOnBean(CredentialSource.class)
    static MissingAdapters redisEntraMissingAdapters(ConfigurableListableBeanFactory beans) {
        return new MissingAdapters(beans);
    }
}
