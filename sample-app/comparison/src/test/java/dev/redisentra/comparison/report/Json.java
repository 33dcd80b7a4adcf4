package dev.redisentra.comparison.report;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** As much JSON as the raw figures need: maps, lists, numbers and text. */
final class Json {
    private Json() {}

    static String of(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, "\n");
        return text.append('\n').toString();
    }

    private static void write(StringBuilder text, @Nullable Object value, String line) {
        if (value instanceof Map<?, ?> map) {
            text.append('{');
            Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<?, ?> entry = entries.next();
                text.append(line).append("  ");
                quote(text, String.valueOf(entry.getKey()));
                text.append(": ");
                write(text, entry.getValue(), line + "  ");
                text.append(entries.hasNext() ? "," : line);
            }
            text.append('}');
        } else if (value instanceof List<?> list) {
            boolean flat = list.stream().allMatch(item -> item == null || item instanceof Number);
            text.append('[');
            for (int i = 0; i < list.size(); i++) {
                text.append(i == 0 ? "" : ",").append(flat ? (i == 0 ? "" : " ") : line + "  ");
                write(text, list.get(i), line + "  ");
            }
            text.append(flat ? "]" : line + "]");
        } else if (value instanceof Double number) {
            text.append(
                    Double.isNaN(number) || Double.isInfinite(number)
                            ? "null"
                            : String.format(Locale.ROOT, "%.4f", number).replaceAll("\\.?0+$", ""));
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            quote(text, value.toString());
        }
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                default -> {
                    if (c < ' ') {
                        text.append("\\u%04x".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
