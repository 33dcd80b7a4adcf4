package dev.redisentra.sample.redis;

import java.util.Map;

import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.Topology;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SpringSettingsTest {
    @Test
    void readsProperties() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("redis.host", "localhost")
                .withProperty("redis.port", "7000")
                .withProperty("redis.topology", "cluster")
                .withProperty("redis.client", "jedis");

        SpringSettings.Checked checked = SpringSettings.read(environment);

        assertThat(checked.client()).isEqualTo(RedisClientChoice.JEDIS);
        assertThat(checked.settings().port()).isEqualTo(7000);
        assertThat(checked.settings().topology()).isEqualTo(Topology.CLUSTER);
    }

    @Test
    void readsEnvironmentVariables() {
        SpringSettings.Checked checked = SpringSettings.read(variables(Map.of(
                "REDIS_HOST",
                "contoso.westeurope.redis.azure.net",
                "REDIS_PROTOCOL",
                "resp2",
                "REDIS_ACCESS_KEY",
                "primary",
                "REDIS_ACCESS_KEY_SECONDARY",
                "secondary",
                "AZURE_CLIENT_ID",
                "11111111-2222-3333-4444-555555555555")));

        assertThat(checked.client()).isEqualTo(RedisClientChoice.LETTUCE);
        assertThat(checked.settings().port()).isEqualTo(10000);
        assertThat(checked.settings().protocol()).isEqualTo(Protocol.RESP2);
        assertThat(checked.settings().clientId()).contains("11111111-2222-3333-4444-555555555555");
        assertThat(checked.settings().accessKey().orElseThrow().reveal()).isEqualTo("primary");
        assertThat(checked.settings().secondaryAccessKey().orElseThrow().reveal())
                .isEqualTo("secondary");
    }

    @Test
    void namesEveryFaultAsItWasSet() {
        StandardEnvironment environment = variables(Map.of("REDIS_PORT", "many", "REDIS_CLIENT", "hiredis"));
        environment.getSystemProperties().put("redis.protocol", "resp4");
        try {
            assertThatThrownBy(() -> SpringSettings.read(environment))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContainingAll("REDIS_HOST is required", "REDIS_PORT=many", "REDIS_CLIENT=hiredis")
                    .hasMessageContaining("redis.protocol=resp4: must be one of resp3, resp2");
        } finally {
            environment.getSystemProperties().remove("redis.protocol");
        }
    }

    private static StandardEnvironment variables(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return environment;
    }
}
