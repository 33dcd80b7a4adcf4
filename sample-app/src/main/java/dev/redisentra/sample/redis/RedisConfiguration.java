package dev.redisentra.sample.redis;

import java.time.Duration;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * What is the sample's own: settings that it reads by the names of its variables, and the choice among three clients. The
 * starter opens the credential source for these settings, binds its meters, and tells how it stands; Spring closes all in the
 * opposite order.
 *
 * <p>Who copies this takes this file and that of their client. A service with one client needs no choice: its client is
 * made by {@code LettuceClients}, {@code JedisClients} or {@code RedissonClients}. One that uses Spring Data needs none of
 * it: see docs/spring.md.
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

    /** The connector is asked for last: where the settings are wrong there may be none, and they are to be named. */
    @Bean
    RedisOperations redisOperations(
            RedisSettings settings,
            CredentialSource source,
            ObjectProvider<RedisConnector> connector,
            @Value(START_TIMEOUT) Duration startTimeout) {
        try {
            source.await(startTimeout);
            return FirstConnection.connect(() -> connector.getObject().connect(settings, source), settings, source);
        } catch (RuntimeException failure) {
            Diagnosis diagnosis =
                    Diagnosis.of(failure, settings, source.status().principal());
            throw new RedisUnreachableException(diagnosis, failure);
        }
    }
}
