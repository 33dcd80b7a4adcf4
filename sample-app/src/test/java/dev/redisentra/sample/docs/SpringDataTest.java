package dev.redisentra.sample.docs;

import java.time.Duration;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What docs/spring.md shows lives through renewals, on the same credential source. */
class SpringDataTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RENEWALS = 3;

    @Test
    void springDataRedisOnLettuce() {
        try (LocalAzure azure =
                LocalAzure.builder().tokenLifetime(Duration.ofSeconds(6)).start()) {
            azure.identity().requireReachableFromThisJvm();
            RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
            try (CredentialSource source = CredentialSources.open(settings);
                    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
                context.registerBean(RedisSettings.class, () -> settings);
                context.registerBean(CredentialSource.class, () -> source, bean -> bean.setDestroyMethodName(""));
                context.register(SpringDataExample.class);
                source.await(PATIENCE);
                context.refresh();
                StringRedisTemplate template = context.getBean(StringRedisTemplate.class);

                template.opsForValue().set("greeting", "hello");
                cachesWhatItIsGiven(context.getBean(CacheManager.class));
                await().atMost(PATIENCE).until(() -> {
                    assertThat(template.opsForValue().get("greeting")).isEqualTo("hello");
                    return source.status().counters().renewals() > RENEWALS;
                });
            }
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
        }
    }

    private static void cachesWhatItIsGiven(CacheManager manager) {
        Cache cache = manager.getCache("names");
        assertThat(cache).isNotNull();
        if (cache != null) {
            cache.put("one", "eins");
            // On Lettuce, Spring Data does not wait for what it writes to a cache.
            await().atMost(PATIENCE).until(() -> "eins".equals(cache.get("one", String.class)));
        }
    }
}
