package dev.redisentra.spring.connected;

import java.time.Duration;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.spring.LocalAzureConnection;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** An application's test, with the one annotation. */
@SpringBootTest
@LocalAzureConnection(tokenLifetimeSeconds = 12)
class Orders {
    /** Far beyond what anything takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void stayLoggedIn(@Autowired StringRedisTemplate redis, @Autowired LocalAzure azure, @Autowired BeanFactory beans) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long written = 0;
        // However long the start took: until the live connections have been given a new token twice.
        RedisCounters counters;
        do {
            redis.opsForValue().increment("orders");
            written++;
            assertThat(System.nanoTime()).as("the tokens are renewed").isLessThan(end);
            counters = azure.redis().counters();
        } while (counters.authsAccepted() < 2 + counters.connectionsOpened());

        assertThat(redis.opsForValue().get("orders")).isEqualTo(Long.toString(written));
        assertThat(counters.closedAtExpiry()).isZero();
        assertThat(counters.authsRefused()).isZero();
        System.out.println(
                "IDENTITY " + (beans.containsBean("redisEntraTokenCredential") ? "the kit's" : "azure-identity"));
    }
}
