package dev.redisentra.sample.web;

import java.time.Duration;

import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.sample.redis.RedisOperations;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The recipe's job on request. A failure is answered by {@link RedisProblems}. */
@RestController
class HealthController {
    private final RedisOperations redis;
    private final CredentialSource source;

    HealthController(RedisOperations redis, CredentialSource source) {
        this.redis = redis;
        this.source = source;
    }

    @GetMapping("/api/health")
    Health health() {
        long started = System.nanoTime();
        redis.set("health", "ok", Duration.ofSeconds(60));
        String value = redis.get("health").orElse(null);
        double millis = (System.nanoTime() - started) / 1e6;
        return new Health("ok", redis.client().toString(), source.status().inUse(), value, millis);
    }

    /**
     * The answer.
     *
     * @param latencyMillis SET and GET together
     */
    record Health(
            String status,
            String client,
            @Nullable CredentialKind mode,
            @Nullable String value,
            double latencyMillis) {}
}
