package dev.redisentra.core.config;

import org.jspecify.annotations.Nullable;

/** Where settings are read from: the environment, a framework's properties, a test's map. */
public interface SettingSource {
    /** The text as it was set; null or blank where it was not. */
    @Nullable
    String get(Setting setting);

    /** The name under which someone would set it here, for messages. */
    default String nameOf(Setting setting) {
        return setting.variable();
    }
}
