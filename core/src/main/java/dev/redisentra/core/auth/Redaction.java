package dev.redisentra.core.auth;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets out of a text that is about to leave the process: a log line, the message of an exception, an answer, a
 * report. Texts of others pass it before they are quoted: a server repeats the password that it was sent, and a person
 * puts a key into the wrong setting. Thread-safe.
 *
 * <p>A secret is each {@link Secret} of this process, those that have been replaced lately included, and what looks like an
 * access key or a token of Azure, of any owner. Eight characters in a row of one are enough to be hidden; a
 * secret that is shorter than that is not looked for.
 */
public final class Redaction {
    static final String HIDDEN = "***";

    /** A path that says so itself: from a root, a home or a directory on. */
    private static final Pattern PATH = Pattern.compile("(?:[/~]|\\.{1,2}[/\\\\]|[A-Za-z]:[/\\\\]|\\\\\\\\).*");

    private Redaction() {}

    /** The text with {@code ***} in place of each secret in it. */
    public static String of(String text) {
        boolean[] hidden = new boolean[text.length()];
        SecretShapes.mark(text, hidden);
        KnownSecrets.mark(text, hidden);
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < hidden.length; i++) {
            if (!hidden[i]) {
                shown.append(text.charAt(i));
            } else if (i == 0 || !hidden[i - 1]) {
                shown.append(HIDDEN);
            }
        }
        return shown.toString();
    }

    /**
     * The failure itself if neither it nor its causes hold a secret. Otherwise one that prints the same without the
     * secrets.
     */
    public static Throwable of(Throwable failure) {
        return RedactedException.of(failure);
    }

    /** For the components of records, which may be absent. */
    static @Nullable Throwable ofNullable(@Nullable Throwable failure) {
        return failure == null ? null : of(failure);
    }

    /** A path, if it is one: what was set in its place may be the content of the file. */
    public static String ofPath(String path) {
        return PATH.matcher(path).matches() || exists(path) ? of(path) : HIDDEN;
    }

    /** Whether a text holds what looks like an access key or a token of Azure. */
    public static boolean looksSecret(String text) {
        boolean[] hidden = new boolean[text.length()];
        SecretShapes.mark(text, hidden);
        for (boolean one : hidden) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }
}
