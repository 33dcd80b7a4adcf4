package dev.redisentra.sample.web;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.sample.redis.RedisOperations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Redis in the readiness probe, as {@code redis}. Liveness does without: a restart repairs no Redis. */
@Component("redisHealthIndicator")
@ConditionalOnEnabledHealthIndicator("redis")
class RedisHealthIndicator implements HealthIndicator {
    private final RedisOperations redis;
    private final RedisSettings settings;
    private final CredentialSource source;

    RedisHealthIndicator(RedisOperations redis, RedisSettings settings, CredentialSource source) {
        this.redis = redis;
        this.settings = settings;
        this.source = source;
    }

    @Override
    public Health health() {
        try {
            redis.get("health");
            return Health.up().withDetail("client", redis.client().toString()).build();
        } catch (RuntimeException failure) {
            Diagnosis diagnosis =
                    Diagnosis.of(failure, settings, source.status().principal());
            return Health.down()
                    .withDetail("problem", diagnosis.what())
                    .withDetail("remedy", diagnosis.remedy())
                    .build();
        }
    }
}
