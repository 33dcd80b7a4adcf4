package dev.redisentra.sample.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.SettingFault;
import dev.redisentra.core.config.SettingSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Reads {@code redis.*} properties; Spring lets the environment variables of the same names set them. Messages name
 * whichever of the two was used.
 */
final class SpringSettings implements SettingSource {
    private static final String CLIENT_VARIABLE = "REDIS_CLIENT";
    private static final String CLIENT_PROPERTY = "redis.client";

    private final Environment environment;

    SpringSettings(Environment environment) {
        this.environment = environment;
    }

    /** Everything the sample needs to know, or all faults of it at once. */
    static Checked read(Environment environment) {
        SpringSettings source = new SpringSettings(environment);
        List<SettingFault> faults = new ArrayList<>();
        RedisSettings settings = null;
        try {
            settings = RedisSettings.from(source);
        } catch (InvalidSettingsException e) {
            faults.addAll(e.faults());
        }
        String wanted = environment.getProperty(CLIENT_PROPERTY, "").strip();
        Optional<RedisClientChoice> client = Arrays.stream(RedisClientChoice.values())
                .filter(choice -> choice.toString().equalsIgnoreCase(wanted.isEmpty() ? "lettuce" : wanted))
                .findFirst();
        if (client.isEmpty()) {
            faults.add(new SettingFault(
                    source.nameOf(CLIENT_VARIABLE, CLIENT_PROPERTY),
                    wanted,
                    "must be one of lettuce, jedis, redisson"));
        }
        if (settings == null || client.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        return new Checked(settings, client.get());
    }

    @Override
    public @Nullable String get(Setting setting) {
        return environment.getProperty(property(setting));
    }

    @Override
    public String nameOf(Setting setting) {
        return nameOf(setting.variable(), property(setting));
    }

    private String nameOf(String variable, String property) {
        boolean setAsPropertyOnly = !environment.containsProperty(variable) && environment.containsProperty(property);
        return setAsPropertyOnly ? property : variable;
    }

    /** {@code REDIS_ACCESS_KEY} is {@code redis.access-key}, {@code AZURE_CLIENT_ID} is {@code azure.client-id}. */
    private static String property(Setting setting) {
        return setting.variable()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("_", ".")
                .replace('_', '-');
    }

    /** Settings without faults. */
    record Checked(RedisSettings settings, RedisClientChoice client) {}
}
