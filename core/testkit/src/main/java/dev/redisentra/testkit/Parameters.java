package dev.redisentra.testkit;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The query parameters of a request. Each fault names the parameter, its value and the rule. */
record Parameters(Map<String, String> values) {
    static Parameters of(@Nullable String rawQuery) {
        Map<String, String> values = new TreeMap<>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(
                            URLDecoder.decode(pair.substring(0, equals), UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
                }
            }
        }
        return new Parameters(values);
    }

    int number(String name) {
        String value = values.get(name);
        try {
            if (value != null) {
                return Integer.parseInt(value);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(name + " is " + value + "; it must be a number");
    }

    int number(String name, int otherwise) {
        return values.containsKey(name) ? number(name) : otherwise;
    }

    int node(List<?> nodes) {
        int node = number("node");
        if (node < 0 || node >= nodes.size()) {
            throw new IllegalArgumentException("node is " + node + "; it must be from 0 to " + (nodes.size() - 1));
        }
        return node;
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    String oneOf(String name, List<String> allowed) {
        String value = values.get(name);
        if (value == null || !allowed.contains(value)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be one of " + String.join(", ", allowed));
        }
        return value;
    }

    /** A constant, named in small letters with hyphens. */
    <E extends Enum<E>> E oneOf(String name, E[] constants) {
        List<String> names = Arrays.stream(constants).map(Parameters::nameOf).toList();
        return constants[names.indexOf(oneOf(name, names))];
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As in a request. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(text.isEmpty() ? "?" : "&").append(name).append('=').append(value));
        return text.toString();
    }
}
