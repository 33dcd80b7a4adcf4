package dev.redisentra.core.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads a key from a file, each time again. Editors and shells put more into a file than was meant: a byte order mark,
 * which tells UTF-16 too, a line's end, quotes.
 */
final class KeyFile implements Supplier<Secret> {
    /** Keys have 44 characters, or 88. What is much longer is another file. */
    private static final int LONGEST = 1_000;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;

    KeyFile(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    @Override
    public Secret get() {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw unusable("cannot be read (%s)".formatted(e.getClass().getSimpleName()), e);
        }
        String key = withoutQuotes(text(content).strip());
        if (key.isBlank()) {
            throw unusable("is empty", null);
        }
        if (content.length > LONGEST || key.lines().count() > 1) {
            throw unusable("holds more than a key", null);
        }
        return Secret.of(key);
    }

    private static String text(byte[] content) {
        int mark = content.length < 2 ? 0 : ((content[0] & 0xFF) << Byte.SIZE) | (content[1] & 0xFF);
        boolean isUtf16 = mark == 0xFEFF || mark == 0xFFFE;
        String text = new String(content, isUtf16 ? UTF_16 : UTF_8);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static String withoutQuotes(String text) {
        int last = text.length() - 1;
        boolean isQuoted = last > 0 && text.charAt(0) == text.charAt(last) && "\"'".indexOf(text.charAt(0)) >= 0;
        return isQuoted ? text.substring(1, last).strip() : text;
    }

    private AuthException unusable(String what, @Nullable IOException cause) {
        return new AuthException(
                AuthException.Kind.ACCESS_KEY_UNAVAILABLE,
                "The file with the access key, %s, %s.".formatted(Redaction.ofPath(file.toString()), what),
                "Check that the secret is mounted there; it is read again.",
                cause);
    }
}
