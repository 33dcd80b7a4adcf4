package dev.redisentra.spring;

import com.azure.core.credential.TokenCredential;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
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
    /** A {@link TokenCredential} by this name takes the place of the environment's identity; any other is for something else. */
    static final String IDENTITY = "redisEntraTokenCredential";

    @Bean
    @Conditional(OnRedisEntra.class)
    @ConditionalOnMissingBean({RedisSettings.class, CredentialSource.class})
    RedisSettings redisEntraSettings(Environment environment) {
        return RedisEntraSettings.read(environment);
    }

    @Bean
    @ConditionalOnBean(RedisSettings.class)
    @ConditionalOnMissingBean(CredentialSource.class)
    CredentialSource redisEntraCredentialSource(
            RedisSettings settings, @Qualifier(IDENTITY) ObjectProvider<TokenCredential> identity, Requests requests) {
        TokenCredential byHand = identity.getIfAvailable();
        if (byHand == null || settings.auth() == AuthMode.ACCESS_KEY) {
            return CredentialSources.open(settings, RenewalPolicy.AZURE, requests::around);
        }
        if (settings.auth() == AuthMode.ENTRA_THEN_ACCESS_KEY) {
            throw new IllegalStateException("The bean " + IDENTITY + " is for redis-entra.auth=entra."
                    + " To fall back on a key from it, define a bean of the type CredentialSource.");
        }
        return CredentialSources.open(requests.around(EntraStrategy.of(settings, byHand)));
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
