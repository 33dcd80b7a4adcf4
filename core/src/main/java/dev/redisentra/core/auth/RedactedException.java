package dev.redisentra.core.auth;

import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Stands for an exception with a secret in it, or in a cause of it: the same name, trace and words, without the secret. */
final class RedactedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String text;

    private RedactedException(Throwable original) {
        super(original.getMessage() == null ? null : Redaction.of(original.getMessage()));
        text = Redaction.of(original.toString());
        setStackTrace(original.getStackTrace());
    }

    static Throwable of(Throwable failure) {
        return isClean(failure, Collections.newSetFromMap(new IdentityHashMap<>()))
                ? failure
                : copy(failure, new IdentityHashMap<>());
    }

    private static boolean isClean(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || failure instanceof RedactedException || !seen.add(failure)) {
            return true;
        }
        String message = String.valueOf(failure.getMessage());
        if (!Redaction.of(message).equals(message)
                || !Redaction.of(failure.toString()).equals(failure.toString())) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isClean(suppressed, seen)) {
                return false;
            }
        }
        return isClean(failure.getCause(), seen);
    }

    private static Throwable copy(Throwable failure, Map<Throwable, Throwable> copies) {
        Throwable known = copies.get(failure);
        if (known != null) {
            return known;
        }
        RedactedException copy = new RedactedException(failure);
        copies.put(failure, copy);
        Throwable cause = failure.getCause();
        // A circle of causes would not print.
        if (cause != null && !copies.containsKey(cause)) {
            copy.initCause(copy(cause, copies));
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            copy.addSuppressed(copy(suppressed, copies));
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
