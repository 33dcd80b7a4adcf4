package dev.redisentra.sample.redis;

import java.time.Duration;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Settings, credential source, client: three beans, closed by Spring in the opposite order.
 *
 * <p>A service with one client needs no choice: its third bean is the factory of that one file.
 */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    /** A cold token takes about a second; a start that fails should say so within fifteen, those of the JVM included. */
    private static final String START_TIMEOUT = "${redis.start-timeout:8s}";

    @Bean
    SpringSettings.Checked checkedSettings(Environment environment) {
        return SpringSettings.read(environment);
    }

    @Bean
    RedisSettings redisSettings(SpringSettings.Checked checked) {
        return checked.settings();
    }

    @Bean
    CredentialSource credentialSource(RedisSettings settings) {
        return CredentialSources.open(settings);
    }

    @Bean
    RedisOperations redisOperations(
            SpringSettings.Checked checked,
            RedisSettings settings,
            CredentialSource source,
            @Value(START_TIMEOUT) Duration startTimeout) {
        try {
            source.await(startTimeout);
            return FirstConnection.connect(() -> connect(checked.client(), settings, source), settings, source);
        } catch (RuntimeException failure) {
            Diagnosis diagnosis =
                    Diagnosis.of(failure, settings, source.status().principal());
            throw new RedisUnreachableException(diagnosis, failure);
        }
    }

    private static RedisOperations connect(RedisClientChoice client, RedisSettings settings, CredentialSource source) {
        return switch (client) {
            case LETTUCE -> LettuceOperations.connect(settings, source);
            case JEDIS -> JedisOperations.connect(settings, source);
            case REDISSON -> RedissonOperations.connect(settings, source);
        };
    }
}
