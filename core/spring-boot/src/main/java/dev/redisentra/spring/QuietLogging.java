package dev.redisentra.spring;

import java.util.Map;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/**
 * Quietens azure-identity, which logs several lines at INFO for each token. Right before Boot sets up the logging by the
 * properties; as the last source of them, so that a level that is set anywhere wins.
 */
final class QuietLogging implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    static final String NAME = "redis-entra logging";

    private static final Map<String, Object> LEVELS = Map.of(
            "logging.level.com.azure.identity", "warn",
            "logging.level.com.azure.core", "warn",
            "logging.level.com.microsoft.aad.msal4j", "warn");

    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER - 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        event.getEnvironment().getPropertySources().addLast(new MapPropertySource(NAME, LEVELS));
    }
}
