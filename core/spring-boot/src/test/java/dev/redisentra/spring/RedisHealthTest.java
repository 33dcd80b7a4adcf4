package dev.redisentra.spring;

import dev.redisentra.testkit.AccessPolicy;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.autoconfigure.data.redis.RedisHealthContributorAutoConfiguration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Boot's own health of Redis asks one server for INFO, which Redis calls dangerous: Data Contributor does not allow it. The
 * pages on permissions and on Spring say so.
 */
@WithLocalAzure
class RedisHealthTest {
    private final LocalAzure azure;

    RedisHealthTest(LocalAzure azure) {
        this.azure = azure;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    void isDownWithDataContributorWhileAllWorks(String client) {
        with(client, AccessPolicy.DATA_CONTRIBUTOR, context -> {
            StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
            redis.opsForValue().set("key", "value");
            assertThat(redis.opsForValue().get("key")).isEqualTo("value");
            assertThat(health(context, "redisEntraHealthIndicator").getStatus()).isEqualTo(Status.UP);
            assertThat(health(context, "redisHealthContributor").getStatus()).isEqualTo(Status.DOWN);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    void isUpWithAPolicyThatAllowsInfo(String client) {
        with(
                client,
                AccessPolicy.DATA_CONTRIBUTOR + " +info",
                context -> assertThat(health(context, "redisHealthContributor").getStatus())
                        .isEqualTo(Status.UP));
    }

    private static Health health(AssertableApplicationContext context, String bean) {
        return context.getBean(bean, HealthIndicator.class).health();
    }

    private void with(String client, String policy, ContextConsumer<AssertableApplicationContext> test) {
        azure.redis().accessPolicy(policy);
        Contexts.runner()
                .withConfiguration(AutoConfigurations.of(
                        SslAutoConfiguration.class, RedisHealthContributorAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.client-type=" + client,
                        "spring.data.redis.host=" + azure.redis().host(),
                        "spring.data.redis.port=" + azure.redis().port(),
                        "spring.data.redis.ssl.bundle=azure",
                        "spring.ssl.bundle.pem.azure.truststore.certificate=file:"
                                + azure.redis().certificateAuthority(),
                        "redis-entra.enabled=true",
                        "redis-entra.client-id=" + azure.identity().clientId())
                .run(test);
    }
}
