package dev.redisentra.core.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Reads a key from a file, each time anew. */
final class KeyFile implements Supplier<Secret> {
    /** Keys have 44 characters, or 88. What is much longer is another file. */
    private static final int LONGEST = 1_000;

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
        String key = new String(content, UTF_8).strip();
        if (key.isEmpty()) {
            throw unusable("is empty", null);
        }
        if (content.length > LONGEST || key.lines().count() > 1) {
            throw unusable("holds more than a key", null);
        }
        return Secret.of(key);
    }

    private AuthException unusable(String what, @Nullable IOException cause) {
        return new AuthException(
                AuthException.Kind.ACCESS_KEY_UNAVAILABLE,
                "The file with the access key, %s, %s.".formatted(file, what),
                "Check that the secret is mounted there; it is read again.",
                cause);
    }
}
