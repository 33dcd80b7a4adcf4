package dev.redisentra.frameworks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micronaut.context.ApplicationContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Micronaut's own Redis connection, logged in by the recipe and kept so. */
class MicronautTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Tag("long")
    @Test
    @SuppressWarnings("unchecked") // Micronaut's default codec is for strings.
    void itsConnectionOutlivesItsTokens() {
        try (LocalAzure azure =
                LocalAzure.builder().tokenLifetime(Duration.ofSeconds(6)).start()) {
            azure.identity().requireReachableFromThisJvm();
            String uri = "rediss://%s:%d"
                    .formatted(azure.redis().host(), azure.redis().port());
            try (ApplicationContext application = ApplicationContext.builder(Map.of("redis.uri", uri))
                    .singletons(settings(azure))
                    .start()) {
                StatefulRedisConnection<String, String> connection = application.getBean(StatefulRedisConnection.class);
                connection.sync().set("greeting", "hello");

                await().atMost(PATIENCE).until(() -> {
                    assertThat(connection.sync().get("greeting")).isEqualTo("hello");
                    return azure.identity().requests().answered() > 3;
                });

                assertThat(connection.isOpen()).isTrue();
            }
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            assertThat(azure.redis().counters().authsRefused()).isZero();
        }
    }

    /** A test's own JVM has no variables of Redis. */
    private static RedisSettings settings(LocalAzure azure) {
        return RedisSettings.from(setting -> azure.environment().get(setting.variable()));
    }

    @Test
    void theRecipeIsWhatHasRun() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/redisentra/frameworks/RedisLogin.java"));
        String recipe = source.substring(source.indexOf("@Factory"));

        assertThat(Files.readString(Path.of("../../../docs/other-frameworks.md")))
                .contains("```java\n" + recipe + "```");
    }
}
