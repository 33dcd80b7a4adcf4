package dev.redisentra.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two caches with two identities in one application, beside Boot's own. */
@Order(1)
class NamedCachesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What an application does with them. */
    record Shop(StringRedisTemplate orders, StringRedisTemplate carts) {}

    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Bean
        Shop shop(@Qualifier("orders") StringRedisTemplate orders, @Qualifier("carts") StringRedisTemplate carts) {
            return new Shop(orders, carts);
        }
    }

    private static final LocalAzure ORDERS = azure();
    private static final LocalAzure CARTS = azure();

    @AfterAll
    static void close() {
        ORDERS.close();
        CARTS.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    void eachCacheIsLoggedInToWithItsIdentity(String client) {
        ORDERS.identity().requireReachableFromThisJvm();
        on(Contexts.withKey(), "orders", ORDERS)
                .with(CARTS, "carts")
                .withPropertyValues("spring.data.redis.client-type=" + client)
                .withUserConfiguration(Application.class)
                .run(context -> {
                    Shop shop = context.getBean(Shop.class);
                    shop.orders().opsForValue().set("of", "orders");
                    shop.carts().opsForValue().set("of", "carts");

                    // Neither may be the other's, before and after both have been renewed.
                    await().atMost(PATIENCE).until(() -> {
                        assertThat(shop.orders().opsForValue().get("of")).isEqualTo("orders");
                        assertThat(shop.carts().opsForValue().get("of")).isEqualTo("carts");
                        return renewals(context, "orders") > 1 && renewals(context, "carts") > 1;
                    });
                    eachHasItsPrincipal(context);
                });
        for (LocalAzure azure : List.of(ORDERS, CARTS)) {
            assertThat(azure.redis().counters().authsRefused()).isZero();
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
        }
    }

    private static long renewals(AssertableApplicationContext context, String name) {
        return requireNonNull(context.getBean(Sources.class).all().get(name))
                .status()
                .counters()
                .renewals();
    }

    private static void eachHasItsPrincipal(AssertableApplicationContext context) {
        Map<String, CredentialSource> sources = context.getBean(Sources.class).all();
        assertThat(sources).containsOnlyKeys("default", "orders", "carts");
        assertThat(principal(sources, "orders")).isEqualTo(ORDERS.identity().principalId());
        assertThat(principal(sources, "carts")).isEqualTo(CARTS.identity().principalId());
        assertThat(context.getBean(RedisConnectionFactory.class))
                .as("Boot's own goes to who asks for any")
                .isSameAs(context.getBean("redisConnectionFactory"));
    }

    private static String principal(Map<String, CredentialSource> sources, String name) {
        return requireNonNull(sources.get(name)).current().username();
    }

    private static LocalAzure azure() {
        return LocalAzure.builder().tokenLifetime(Duration.ofSeconds(6)).start();
    }

    private static Caches on(ApplicationContextRunner runner, String name, LocalAzure azure) {
        return new Caches(runner).with(azure, name);
    }

    /** Adds caches to an application. */
    private record Caches(ApplicationContextRunner runner) {
        Caches with(LocalAzure azure, String name) {
            String prefix = "redis-entra.caches." + name + ".";
            return new Caches(runner.withPropertyValues(
                    prefix + "host=" + azure.redis().host(),
                    prefix + "port=" + azure.redis().port(),
                    prefix + "tls-ca=" + azure.redis().certificateAuthority(),
                    prefix + "client-id=" + azure.identity().clientId()));
        }

        ApplicationContextRunner withPropertyValues(String... pairs) {
            return runner.withPropertyValues(pairs);
        }
    }
}
