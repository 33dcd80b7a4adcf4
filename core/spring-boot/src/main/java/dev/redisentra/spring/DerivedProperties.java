package dev.redisentra.spring;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.redisentra.core.config.AzureService;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Adds what follows from the properties that are set, for Boot and for Redisson's starter, who know nothing of Azure: TLS,
 * the service's port, the first node of a cluster. As the last source of properties, so that whatever is set anywhere wins.
 *
 * <p>An initializer and no {@code EnvironmentPostProcessor}: that interface is another one in Boot 4, and would be too early
 * for what a test sets.
 */
final class DerivedProperties implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {
    static final String NAME = "redis-entra";

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (Activation.of(environment).on()) {
            environment.getPropertySources().addLast(new MapPropertySource(NAME, derived(environment)));
        }
    }

    private static Map<String, Object> derived(ConfigurableEnvironment environment) {
        BootAddress address = BootAddress.of(environment);
        Map<String, Object> derived = new LinkedHashMap<>();
        derived.put(BootAddress.TLS, true);
        if (address.host() != null && address.property().equals(BootAddress.HOST)) {
            String port = address.port() == null
                    ? Integer.toString(AzureService.of(address.host()).tlsPort())
                    : address.port();
            derived.put(BootAddress.PORT, port);
            if ("cluster"
                    .equalsIgnoreCase(environment
                            .getProperty(RedisEntraSettings.TOPOLOGY, "")
                            .strip())) {
                derived.put(BootAddress.NODES, address.host() + ":" + port);
            }
        }
        return derived;
    }
}
