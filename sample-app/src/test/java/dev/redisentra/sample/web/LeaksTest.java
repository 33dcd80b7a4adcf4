package dev.redisentra.sample.web;

import java.lang.reflect.Proxy;
import java.util.Base64;
import java.util.List;
import java.util.Random;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.metrics.CredentialMetrics;
import dev.redisentra.sample.redis.RedisOperations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server repeats of a key gets into no answer of the sample and into no meter. Core's test has the rest. */
@Tag("scaled")
class LeaksTest {
    /** A quarter of what core is told: each opens a source. */
    private static final int CASES = Math.max(1, Integer.getInteger("fuzz.cases", 400) / 4);

    private static final long SEED = 21;

    private static final List<String> REPLIES = List.of(
            "ERR unknown command 'HELLO' with args beginning with: '3' 'AUTH' 'default' '%s' ",
            "NOPERM User default has no permissions to run the '%s' command", "WRONGPASS %s", "%s");

    @Test
    void noAnswerHoldsAPartOfAKey() {
        Random random = new Random(SEED);
        boolean quoted = false;
        RedisSettings settings = RedisSettings.builder().host("localhost").build();
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            String key = Base64.getEncoder().encodeToString(bytes);
            String repeated = key.substring(0, random.nextInt(8, key.length()));
            RuntimeException failure = new JedisDataException(
                    REPLIES.get(random.nextInt(REPLIES.size())).replace("%s", repeated));

            try (CredentialSource source = CredentialSources.open(new AccessKeyStrategy(Secret.of(key)))) {
                SimpleMeterRegistry meters = new SimpleMeterRegistry();
                new CredentialMetrics(source).bindTo(meters);
                source.report(new AuthEvent.ReauthenticationFailed("jedis", failure));

                String told =
                        new RedisProblems(settings, source).redisFailed(failure).toString()
                                + new RedisHealthIndicator(failing(failure), settings, source).health()
                                + source.status()
                                + meters.getMetersAsString();

                quoted |= told.contains("***");
                for (int at = 0; at + 8 <= repeated.length(); at++) {
                    assertThat(told).doesNotContain(repeated.substring(at, at + 8));
                }
            }
        }
        assertThat(quoted).as("that anything was repeated at all").isTrue();
    }

    private static RedisOperations failing(RuntimeException failure) {
        return (RedisOperations) Proxy.newProxyInstance(
                RedisOperations.class.getClassLoader(),
                new Class<?>[] {RedisOperations.class},
                (proxy, method, with) -> {
                    throw failure;
                });
    }
}
