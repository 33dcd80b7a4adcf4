package dev.redisentra.spring;

import java.util.stream.Stream;

import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.Hello;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that take HELLO in other ways than Redis does, where {@code redis-entra.protocol} is not set. */
@WithLocalAzure
@Order(1)
class HandshakeTest {
    private final LocalAzure azure;

    HandshakeTest(LocalAzure azure) {
        this.azure = azure;
    }

    record Shop(StringRedisTemplate all, StringRedisTemplate orders) {
        void trade() {
            for (StringRedisTemplate redis : new StringRedisTemplate[] {all, orders}) {
                redis.opsForValue().set("key", "value");
                assertThat(redis.opsForValue().get("key")).isEqualTo("value");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {
        @Bean
        Shop shop(StringRedisTemplate all, @Qualifier("orders") StringRedisTemplate orders) {
            return new Shop(all, orders);
        }
    }

    /** The one that people report most. */
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    void bootsConnectionsAndThoseOfNamedCachesComeUpWhereHelloRefusesTheLogin(String client) {
        comesUp(Hello.WITHOUT_LOGIN, client);
    }

    static Stream<Arguments> others() {
        return Stream.of(Hello.values())
                .filter(hello -> hello != Hello.WITHOUT_LOGIN)
                .flatMap(hello -> Stream.of(Arguments.of(hello, "lettuce"), Arguments.of(hello, "jedis")));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("others")
    void andOnEachOtherServer(Hello hello, String client) {
        comesUp(hello, client);
    }

    private void comesUp(Hello hello, String client) {
        azure.redis().hello(hello);
        application(client).run(context -> context.getBean(Shop.class).trade());
    }

    private ApplicationContextRunner application(String client) {
        String key = azure.redis().accessKey(AccessKey.PRIMARY);
        String authority = azure.redis().certificateAuthority().toString();
        return Contexts.runner()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withUserConfiguration(Application.class)
                .withPropertyValues(
                        "spring.data.redis.client-type=" + client,
                        "spring.data.redis.host=" + azure.redis().host(),
                        "spring.data.redis.port=" + azure.redis().port(),
                        "spring.data.redis.ssl.bundle=azure",
                        "spring.ssl.bundle.pem.azure.truststore.certificate=file:" + authority,
                        "redis-entra.enabled=true",
                        "redis-entra.access-key=" + key,
                        "redis-entra.caches.orders.host=" + azure.redis().host(),
                        "redis-entra.caches.orders.port=" + azure.redis().port(),
                        "redis-entra.caches.orders.tls-ca=" + authority,
                        "redis-entra.caches.orders.access-key=" + key);
    }
}
