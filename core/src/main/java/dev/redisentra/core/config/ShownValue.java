package dev.redisentra.core.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisentra.core.auth.Redaction;

/**
 * What is shown of a value that is refused. Another client's connection string has the key behind the host, and in any
 * setting there may be what belongs into another: all but the beginning is left out.
 */
final class ShownValue {
    /** As far as a host name, a number or a word goes. */
    private static final Pattern WORD = Pattern.compile("[\\w.*-]*");

    private static final Pattern URL = Pattern.compile("(?:https?://)?[\\w.*/-]*");

    private ShownValue() {}

    static String of(Setting setting, String value) {
        if (setting.isSecret()) {
            return "***";
        }
        return switch (setting) {
            case ACCESS_KEY_FILE, ACCESS_KEY_SECONDARY_FILE, TLS_CA -> Redaction.ofPath(value);
            case SCOPE -> beginning(URL, value);
            default -> beginning(WORD, value);
        };
    }

    private static String beginning(Pattern pattern, String value) {
        String redacted = Redaction.of(value);
        Matcher found = pattern.matcher(redacted);
        String shown = found.lookingAt() ? found.group() : "";
        return shown.length() == redacted.length() ? shown : shown + "...";
    }
}
