package dev.redisentra.core.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.Secret;

/** Turns texts into settings. Notes each text that does not parse, and each rule that the others break. */
final class SettingsReader {
    private final SettingSource source;
    private final SettingRules rules;
    private final RedisSettings.Builder draft = RedisSettings.builder();

    SettingsReader(SettingSource source) {
        this.source = source;
        rules = new SettingRules(source::nameOf);
    }

    RedisSettings read() {
        // Keys first: what they were put into beside is then shown without them.
        text(Setting.ACCESS_KEY, key -> draft.accessKey(Secret.of(key)));
        text(Setting.ACCESS_KEY_SECONDARY, key -> draft.secondaryAccessKey(Secret.of(key)));
        text(Setting.HOST, draft::host);
        text(Setting.PORT, this::readPort);
        text(Setting.USERNAME, draft::username);
        choice(Setting.AUTH, AuthMode.values(), draft::auth);
        path(Setting.ACCESS_KEY_FILE, "a file with the key", draft::accessKeyFile);
        path(Setting.ACCESS_KEY_SECONDARY_FILE, "a file with the key", draft::secondaryAccessKeyFile);
        choice(Setting.TOPOLOGY, Topology.values(), draft::topology);
        choice(Setting.PROTOCOL, Protocol.values(), draft::protocol);
        path(Setting.TLS_CA, "a PEM file", draft::tlsCa);
        text(Setting.SCOPE, draft::scope);
        text(Setting.CLIENT_ID, draft::clientId);
        return draft.build(rules);
    }

    /** As the builder has it: blank is absent. */
    private void text(Setting setting, Consumer<String> target) {
        String value = source.get(setting);
        if (value != null && !value.isBlank()) {
            target.accept(value.strip());
        }
    }

    private <E extends Enum<E>> void choice(Setting setting, E[] choices, Consumer<E> target) {
        text(
                setting,
                value -> Arrays.stream(choices)
                        .filter(choice -> settingText(choice).equals(value.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .ifPresentOrElse(
                                target,
                                () -> rules.refuse(
                                        setting,
                                        value,
                                        Arrays.stream(choices)
                                                .map(SettingsReader::settingText)
                                                .collect(Collectors.joining(", ", "must be one of ", "")))));
    }

    private void readPort(String value) {
        try {
            draft.port(Integer.parseInt(value));
        } catch (NumberFormatException notANumber) {
            rules.refuse(Setting.PORT, value, "must be a number from 1 to 65535");
        }
    }

    private void path(Setting setting, String what, Consumer<Path> target) {
        text(setting, value -> {
            try {
                target.accept(Path.of(value));
            } catch (InvalidPathException notAPath) {
                rules.refuse(setting, value, "must be the path of " + what);
            }
        });
    }

    private static String settingText(Enum<?> choice) {
        return choice.toString().toLowerCase(Locale.ROOT);
    }
}
