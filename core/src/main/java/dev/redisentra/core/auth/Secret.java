package dev.redisentra.core.auth;

import java.security.MessageDigest;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A token or an access key. Prints as {@code ***}, wherever it turns up; only {@link #reveal()} gives the text, and its
 * callers are easy to find. {@link Redaction} knows it from then on. Immutable and thread-safe.
 */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * Wraps a secret.
     *
     * @throws IllegalArgumentException if the text is blank
     */
    public static Secret of(String text) {
        if (Objects.requireNonNull(text, "text").isBlank()) {
            throw new IllegalArgumentException("a secret must not be blank");
        }
        Secret secret = new Secret(text);
        KnownSecrets.remember(secret);
        return secret;
    }

    /** The text itself, for the AUTH command and for nothing else. */
    public String reveal() {
        return text;
    }

    /** Compares in a time that does not tell how much of the text agrees. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(text.getBytes(UTF_8), that.text.getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
