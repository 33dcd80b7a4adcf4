package dev.redisentra.spring;

import java.util.Locale;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.SettingSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Our settings from Spring's properties: where Redis is from Boot's {@code spring.data.redis.*}, and what Boot does not know
 * from {@code redis-entra.*}.
 */
final class RedisEntraSettings implements SettingSource {
    static final String PREFIX = "redis-entra.";
    static final String TOPOLOGY = PREFIX + "topology";

    private final Environment environment;
    private final BootAddress address;

    private RedisEntraSettings(Environment environment) {
        this.environment = environment;
        address = BootAddress.of(environment);
    }

    /**
     * Reads them.
     *
     * @throws dev.redisentra.core.config.InvalidSettingsException with all faults, by the properties' names
     */
    static RedisSettings read(Environment environment) {
        return RedisSettings.from(new RedisEntraSettings(environment));
    }

    /** The property that sets it. */
    static String propertyOf(Environment environment, Setting setting) {
        return new RedisEntraSettings(environment).nameOf(setting);
    }

    @Override
    public @Nullable String get(Setting setting) {
        return switch (setting) {
            case HOST -> address.host();
            case PORT -> address.port();
            case TOPOLOGY -> address.cluster() ? "cluster" : environment.getProperty(nameOf(setting));
            case TLS_CA -> null; // Boot's bundle has it
            case CLIENT_ID -> environment.getProperty(nameOf(setting), environment.getProperty(setting.variable(), ""));
            default -> environment.getProperty(nameOf(setting));
        };
    }

    @Override
    public String nameOf(Setting setting) {
        return switch (setting) {
            case HOST -> address.property();
            case PORT -> address.property().equals(BootAddress.HOST) ? BootAddress.PORT : address.property();
            case TLS_CA -> BootAddress.BUNDLE;
            default -> PREFIX + name(setting);
        };
    }

    /** {@code REDIS_ACCESS_KEY} is {@code access-key}, {@code AZURE_CLIENT_ID} is {@code client-id}. */
    static String name(Setting setting) {
        return setting.variable()
                .replaceFirst("^[A-Z]+_", "")
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }
}
