package dev.redisentra.spring;

import java.time.Duration;
import java.util.Map;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.testkit.LocalAzure;
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

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    void eachCacheIsLoggedInToWithItsIdentity(String client) {
        try (LocalAzure orders = azure();
                LocalAzure carts = azure()) {
            orders.identity().requireReachableFromThisJvm();
            on(Contexts.withKey(), "orders", orders)
                    .with(carts, "carts")
                    .withPropertyValues("spring.data.redis.client-type=" + client)
                    .withUserConfiguration(Application.class)
                    .run(context -> {
                        Shop shop = context.getBean(Shop.class);
                        shop.orders().opsForValue().set("of", "orders");
                        shop.carts().opsForValue().set("of", "carts");

                        await().atMost(PATIENCE).until(() -> {
                            assertThat(shop.orders().opsForValue().get("of")).isEqualTo("orders");
                            assertThat(shop.carts().opsForValue().get("of")).isEqualTo("carts");
                            return orders.identity().requests().answered() > 2
                                    && carts.identity().requests().answered() > 2;
                        });
                        eachHasItsPrincipal(context, orders, carts);
                    });
            for (LocalAzure azure : new LocalAzure[] {orders, carts}) {
                assertThat(azure.redis().counters().authsRefused()).isZero();
                assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            }
        }
    }

    private static void eachHasItsPrincipal(AssertableApplicationContext context, LocalAzure orders, LocalAzure carts) {
        Map<String, CredentialSource> sources = context.getBean(Sources.class).all();
        assertThat(sources).containsOnlyKeys("default", "orders", "carts");
        assertThat(principal(sources, "orders")).isEqualTo(orders.identity().principalId());
        assertThat(principal(sources, "carts")).isEqualTo(carts.identity().principalId());
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
