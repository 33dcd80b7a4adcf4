package dev.redisentra.spring;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** When it is on, and what the condition report says of it. */
class ActivationTest {
    private static final String AZURE = "spring.data.redis.host=contoso.westeurope.redis.azure.net";

    static Stream<Arguments> cases() {
        return Stream.of(
                on("is Azure Managed Redis, and no password is set", AZURE),
                on("is Azure Cache for Redis", "spring.data.redis.host=contoso.redis.cache.windows.net"),
                on("is Azure Managed Redis", "spring.data.redis.url=rediss://contoso.westeurope.redis.azure.net:10000"),
                on(
                        "is Azure Managed Redis",
                        "spring.data.redis.cluster.nodes=contoso.westeurope.redis.azure.net:10000"),
                on("redis-entra.enabled is true", "redis-entra.enabled=true"),
                off("spring.data.redis.host is not set"),
                off(
                        "localhost in spring.data.redis.host is not a host name of Azure's",
                        "spring.data.redis.host=localhost"),
                off("a password is set", AZURE, "spring.data.redis.password=secret"),
                off("a password is set", "spring.data.redis.url=rediss://u:p@contoso.westeurope.redis.azure.net:10000"),
                off("redis-entra.enabled is false", AZURE, "redis-entra.enabled=false"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysWhy(boolean on, String reason, String[] properties) {
        MockEnvironment environment = new MockEnvironment();
        TestPropertyValues.of(properties).applyTo(environment);

        Activation activation = Activation.of(environment);

        assertThat(activation.on()).as(activation.reason()).isEqualTo(on);
        assertThat(activation.reason()).contains(reason).doesNotContain("secret");
    }

    private static Arguments on(String reason, String... properties) {
        return Arguments.of(true, reason, properties);
    }

    private static Arguments off(String reason, String... properties) {
        return Arguments.of(false, reason, properties);
    }
}
