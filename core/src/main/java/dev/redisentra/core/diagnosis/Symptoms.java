package dev.redisentra.core.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisentra.core.auth.Redaction;
import org.jspecify.annotations.Nullable;

/** What a failure shows of its cause: all exceptions in it, their types and their messages. */
final class Symptoms {
    /** What a server answers: an error code, or words behind the code that says no more than that it is an error. */
    private static final Pattern ERROR = Pattern.compile("^-?(?:ERR )?");

    /** Redisson says behind a reply what it was the answer to. */
    private static final Pattern WHERE = Pattern.compile("\\. channel: \\[.*", Pattern.DOTALL);

    /** The server names the command in quotes. */
    private static final Pattern COMMAND = Pattern.compile("^NOPERM .*? (?:run|execute) the '([^']+)' command");

    private final List<Throwable> failures = new ArrayList<>();

    Symptoms(Throwable failure) {
        collect(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private void collect(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return;
        }
        failures.add(failure);
        collect(failure.getCause(), seen);
        for (Throwable suppressed : failure.getSuppressed()) {
            collect(suppressed, seen);
        }
    }

    Throwable outermost() {
        return failures.get(0);
    }

    Throwable innermost() {
        return failures.get(failures.size() - 1);
    }

    <T extends Throwable> Optional<T> find(Class<T> type) {
        return failures.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    boolean has(Class<? extends Throwable> type) {
        return find(type).isPresent();
    }

    /** Whether there is a failure of this type that says one of these. */
    boolean has(Class<? extends Throwable> type, String... texts) {
        return failures.stream()
                .filter(type::isInstance)
                .anyMatch(failure -> Arrays.stream(texts).anyMatch(message(failure)::contains));
    }

    /** By name alone: core knows no Redis client and no Netty. Their subclasses go by the name, too. */
    boolean hasNamed(String... names) {
        return failures.stream()
                .anyMatch(failure -> Stream.<Class<?>>iterate(
                                failure.getClass(), type -> type != Throwable.class, Class::getSuperclass)
                        .anyMatch(type -> List.of(names).contains(type.getSimpleName())));
    }

    /** Whether the server answered with one of these error codes, or words. */
    boolean replied(String... beginnings) {
        return replies().anyMatch(reply -> Arrays.stream(beginnings).anyMatch(beginning -> begins(reply, beginning)));
    }

    boolean replied(Pattern reply) {
        return replies().anyMatch(text -> reply.matcher(text).find());
    }

    /** Whether a message begins with one of these. */
    boolean begins(String... beginnings) {
        return failures.stream()
                .map(Symptoms::message)
                .anyMatch(message -> Arrays.stream(beginnings).anyMatch(message::startsWith));
    }

    /** The server's own words, from its error code on. */
    String quote(String code) {
        return replies()
                .filter(reply -> begins(reply, code))
                .map(reply -> WHERE.matcher(reply).replaceFirst(""))
                .map(reply -> reply.lines().findFirst().orElse(code))
                .findFirst()
                .orElse(code);
    }

    /** The command that the server refused. */
    Optional<String> refusedCommand() {
        return replies()
                .map(COMMAND::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1).toUpperCase(Locale.ROOT))
                .findFirst();
    }

    private Stream<String> replies() {
        return failures.stream().map(failure -> ERROR.matcher(message(failure)).replaceFirst(""));
    }

    private static boolean begins(String reply, String beginning) {
        return reply.startsWith(beginning)
                && (reply.length() == beginning.length()
                        || !Character.isLetterOrDigit(reply.charAt(beginning.length())));
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "" : Redaction.of(message);
    }
}
