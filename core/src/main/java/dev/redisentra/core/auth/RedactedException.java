package dev.redisentra.core.auth;

import java.io.Serial;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Stands for an exception with a secret in it, or in a cause of it: the same name, trace and words, without the secret. */
final class RedactedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String text;

    /** What a failure says, without secrets. */
    private record Texts(@Nullable String message, String text, boolean isClean) {
        static Texts of(Throwable failure) {
            String said = failure.getMessage();
            String printed = failure.toString();
            String message = said == null ? null : Redaction.of(said);
            String text = Redaction.of(printed);
            return new Texts(message, text, Objects.equals(message, said) && text.equals(printed));
        }
    }

    private RedactedException(Throwable original, Texts texts) {
        super(texts.message());
        text = texts.text();
        setStackTrace(original.getStackTrace());
    }

    static Throwable of(Throwable failure) {
        IdentityHashMap<Throwable, Texts> read = new IdentityHashMap<>();
        return isClean(failure, read) ? failure : copy(failure, read, new IdentityHashMap<>());
    }

    /** Whether it was made of redacted texts, cause included: by this, or as one of ours. */
    private static boolean isRedacted(Throwable failure) {
        return failure instanceof RedactedException || failure instanceof AuthException;
    }

    private static boolean isClean(@Nullable Throwable failure, IdentityHashMap<Throwable, Texts> read) {
        if (failure == null || isRedacted(failure) || read.containsKey(failure)) {
            return true;
        }
        Texts texts = Texts.of(failure);
        read.put(failure, texts);
        if (!texts.isClean()) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isClean(suppressed, read)) {
                return false;
            }
        }
        return isClean(failure.getCause(), read);
    }

    private static Throwable copy(
            Throwable failure, IdentityHashMap<Throwable, Texts> read, Map<Throwable, Throwable> copies) {
        if (isRedacted(failure)) {
            return failure;
        }
        Throwable known = copies.get(failure);
        if (known != null) {
            return known;
        }
        RedactedException copy = new RedactedException(failure, read.computeIfAbsent(failure, Texts::of));
        copies.put(failure, copy);
        Throwable cause = failure.getCause();
        // A circle of causes would not print.
        if (cause != null && !copies.containsKey(cause)) {
            copy.initCause(copy(cause, read, copies));
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            copy.addSuppressed(copy(suppressed, read, copies));
        }
        return copy;
    }

    /** As the original prints: its name says more than ours. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // a message alone would stand behind our own name
    public String toString() {
        return text;
    }
}
