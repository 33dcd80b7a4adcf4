package dev.redisentra.core.config;

import java.io.Serializable;

import dev.redisentra.core.auth.Redaction;

/**
 * One fault of a configuration.
 *
 * @param name the setting, by the name it was set by
 * @param value what was set: {@code ***} for a secret, wherever it was put; empty if nothing was set
 * @param rule what it has to be, and what fixes it
 */
public record SettingFault(String name, String value, String rule) implements Serializable {
    /** Takes secrets out of the value. */
    public SettingFault {
        value = Redaction.of(value);
    }

    @Override
    public String toString() {
        return value.isEmpty() ? name + " " + rule : name + "=" + value + ": " + rule;
    }
}
