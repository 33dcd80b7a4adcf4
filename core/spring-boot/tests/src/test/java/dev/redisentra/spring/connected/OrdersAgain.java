package dev.redisentra.spring.connected;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import dev.redisentra.testkit.spring.LocalAzureConnection;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Another class with the same options: it shares the context of the first. And the JUnit extension, on the same class path. */
@SpringBootTest(classes = Orders.Application.class)
@LocalAzureConnection(tokenLifetimeSeconds = 12)
class OrdersAgain {
    @Test
    void shareTheContext(@Autowired StringRedisTemplate redis, @Autowired LocalAzure azure) {
        assertThat(redis.hasKey("orders")).isTrue();
        assertThat(azure.redis().counters().closedAtExpiry()).isZero();
    }

    @WithLocalAzure
    static class Plain {
        @Test
        void theExtensionRuns(LocalAzure azure) {
            assertThat(azure.redis().certificateAuthority()).exists();
        }
    }
}
