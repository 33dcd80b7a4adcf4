package dev.redisentra.spring;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import dev.redisentra.core.auth.CredentialSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

/** What operators see of the login. */
class OperationsTest {
    private static final String KEY = "a-key-that-is-none";

    @Test
    void healthTellsHowTheLoginStands() {
        Contexts.withKey().run(context -> {
            context.getBean(CredentialSource.class).await();
            Health health = context.getBean("redisEntraHealthIndicator", HealthIndicator.class)
                    .health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .extractingByKey("default", as(MAP))
                    .containsEntry("state", "fresh")
                    .containsEntry("principal", "default");
            assertThat(health.toString()).doesNotContain(KEY);
        });
    }

    @Test
    void healthIsDownOnceThereIsNoCredential() {
        Contexts.withKey().run(context -> {
            context.getBean(CredentialSource.class).close();
            assertThat(context.getBean("redisEntraHealthIndicator", HealthIndicator.class)
                            .health()
                            .getStatus())
                    .isEqualTo(Status.DOWN);
        });
    }

    @Test
    void healthCanBeLeftOut() {
        Contexts.withKey()
                .withPropertyValues("management.health.redis-entra.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void theEndpointTellsWhatEachCacheIs() {
        Contexts.withKey()
                .withPropertyValues("management.endpoints.web.exposure.include=redisentra")
                .run(context -> {
                    context.getBean(CredentialSource.class).await();
                    Map<String, Object> told =
                            context.getBean(RedisEntraEndpoint.class).caches();
                    assertThat(told)
                            .extractingByKey("caches", as(MAP))
                            .extractingByKey("default", as(MAP))
                            .containsEntry("host", "contoso.westeurope.redis.azure.net")
                            .containsEntry("port", 10000)
                            .containsEntry("topology", "standalone")
                            .containsEntry("mode", "access-key")
                            .containsEntry("principal", "default")
                            .containsKeys("state", "counters");
                    assertThat(told.toString()).doesNotContain(KEY);
                });
    }

    @Test
    void theEndpointIsThereOnlyWhereItIsExposed() {
        Contexts.withKey().run(context -> assertThat(context).doesNotHaveBean(RedisEntraEndpoint.class));
    }

    @Test
    void metersAreBoundByThemselves() {
        Contexts.withKey()
                .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .get("redis.auth.renewals")
                                .functionCounter()
                                .getId()
                                .getTags())
                        .isEmpty());
    }

    @Test
    void severalCachesAreToldApart() {
        Contexts.withKey()
                .withPropertyValues(
                        "redis-entra.caches.orders.host=orders.westeurope.redis.azure.net",
                        "redis-entra.caches.orders.access-key=another-key-that-is-none")
                .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.get("redis.auth.renewals").functionCounters())
                            .extracting(counter -> counter.getId().getTag("cache"))
                            .containsExactlyInAnyOrder("default", "orders");
                });
    }

    @Test
    void secondsToExpiryAreCountedFromNow() {
        InstantSource now = InstantSource.fixed(Instant.EPOCH);
        Contexts.withKey()
                .run(context -> assertThat(new Sources(context, now).health().details())
                        .as("a key never expires")
                        .extractingByKey("default", as(MAP))
                        .doesNotContainKey("secondsToExpiry"));
    }
}
