package dev.redisentra.core.blocking;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One call of a command that blocks on the server, in stretches. A connection that is blocked cannot be re-authenticated,
 * and a block may outlive the token. So the server is asked to block for no longer than a stretch; where that ends with
 * nothing (a nil), the adapter sends what AUTH is due and asks for the next stretch, until the time that the caller gave
 * is over. An element that arrives in between waits in Redis: nothing is lost. And unlike {@code CLIENT UNBLOCK}, it
 * takes neither a permission nor a second connection.
 *
 * <pre>{@code
 * do {
 *     reply = send(name, call.stretch(ReauthenticationTiming.stretch(left)));
 * } while (reply == nil && !call.isOver());
 * }</pre>
 *
 * <p>A caller that waits behind others in Redis's queue for a key goes to its end with each stretch. Not thread-safe.
 */
public final class BlockingCall {
    private static final Duration WITHOUT_END = Duration.ZERO;

    private final List<byte[]> arguments;
    private final int position;
    private final Unit unit;
    private final List<Tail> tails;
    private @Nullable Duration left;

    private BlockingCall(List<byte[]> arguments, int position, Unit unit, List<Tail> tails, Duration timeout) {
        this.arguments = arguments;
        this.position = position;
        this.unit = unit;
        this.tails = tails;
        this.left = timeout.equals(WITHOUT_END) ? null : timeout;
    }

    /**
     * Reads a command.
     *
     * @param name of the command, in any case
     * @param arguments all that follow its name; left as they are
     * @return empty for one that does not block, or whose arguments the server is going to refuse
     */
    public static Optional<BlockingCall> of(String name, List<byte[]> arguments) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "BLPOP", "BRPOP", "BLMOVE", "BRPOPLPUSH", "BZPOPMIN", "BZPOPMAX" ->
                read(arguments, arguments.size() - 1, Unit.SECONDS, List.of());
            case "BLMOVEM" -> read(arguments, 4, Unit.SECONDS, List.of());
            case "BLMPOP", "BZMPOP" -> read(arguments, 0, Unit.SECONDS, List.of());
            case "XREAD" -> stream(arguments, 0);
            // After GROUP and the two names, which may be any word.
            case "XREADGROUP" -> stream(arguments, 3);
            default -> Optional.empty();
        };
    }

    private static Optional<BlockingCall> stream(List<byte[]> arguments, int options) {
        int streams = indexOf("STREAMS", arguments, options, arguments.size());
        int block = indexOf("BLOCK", arguments, options, streams);
        if (block < 0) {
            return Optional.empty();
        }
        int keys = (arguments.size() - streams - 1) / 2;
        List<Tail> tails = new ArrayList<>();
        for (int key = streams + 1; key <= streams + keys; key++) {
            if (text(arguments.get(key + keys)).equals("$")) {
                tails.add(new Tail(key, key + keys));
            }
        }
        return read(arguments, block + 1, Unit.MILLISECONDS, tails);
    }

    private static Optional<BlockingCall> read(List<byte[]> arguments, int position, Unit unit, List<Tail> tails) {
        if (position < 0 || position >= arguments.size()) {
            return Optional.empty();
        }
        try {
            Duration timeout = unit.read(text(arguments.get(position)));
            return timeout.isNegative()
                    ? Optional.empty()
                    : Optional.of(new BlockingCall(new ArrayList<>(arguments), position, unit, tails, timeout));
        } catch (ArithmeticException | NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** What is left of the time that the caller gave; empty for a call without end. */
    public Optional<Duration> left() {
        return Optional.ofNullable(left);
    }

    /** Whether a stretch of that length is shorter than the call: otherwise the command can go out as it is. */
    public boolean outlasts(Duration stretch) {
        return left == null || left.compareTo(stretch) > 0;
    }

    /**
     * The keys of the streams that are read from their end ({@code $}), in their order. The end moves on between two
     * stretches, so before the first its id has to be found ({@code XREVRANGE key + - COUNT 1}) and told to {@link
     * #readFrom}.
     */
    public List<byte[]> tails() {
        return tails.stream().map(tail -> arguments.get(tail.key())).toList();
    }

    /**
     * Tells where the streams of {@link #tails()} end.
     *
     * @param lastIds one for each, null for a stream that is empty
     */
    public void readFrom(List<@Nullable String> lastIds) {
        if (lastIds.size() != tails.size()) {
            throw new IllegalArgumentException("lastIds: %d for %d streams".formatted(lastIds.size(), tails.size()));
        }
        for (int i = 0; i < tails.size(); i++) {
            String id = lastIds.get(i);
            arguments.set(tails.get(i).id(), bytes(id == null ? "0-0" : id));
        }
    }

    /**
     * The arguments with which to block next, for at most that long, which is then taken off what is left: the server
     * answers nil only when it has waited for all of it.
     *
     * @throws IllegalStateException if the call is over
     */
    public List<byte[]> stretch(Duration longest) {
        if (isOver()) {
            throw new IllegalStateException("The call is over.");
        }
        Duration next = unit.roundUp(left == null || longest.compareTo(left) < 0 ? longest : left);
        if (left != null) {
            left = left.minus(next);
        }
        List<byte[]> stretched = new ArrayList<>(arguments);
        stretched.set(position, bytes(unit.write(next)));
        return stretched;
    }

    /** Whether the server has waited for as long as the caller asked: then its nil is the answer. */
    public boolean isOver() {
        return left != null && (left.isZero() || left.isNegative());
    }

    private static int indexOf(String word, List<byte[]> arguments, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text(arguments.get(i)).equalsIgnoreCase(word)) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] argument) {
        return new String(argument, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String argument) {
        return argument.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Where a stream that is read from its end stands among the arguments: its key, and its id. */
    private record Tail(int key, int id) {}

    private enum Unit {
        SECONDS {
            @Override
            Duration read(String argument) {
                return Duration.ofNanos(new BigDecimal(argument)
                        .movePointRight(9)
                        .toBigInteger()
                        .longValueExact());
            }

            @Override
            String write(Duration duration) {
                return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
            }
        },
        MILLISECONDS {
            @Override
            Duration read(String argument) {
                return Duration.ofMillis(Long.parseLong(argument));
            }

            @Override
            String write(Duration duration) {
                return Long.toString(duration.toMillis());
            }
        };

        abstract Duration read(String argument);

        abstract String write(Duration duration);

        /** To whole milliseconds, and never to 0, which would block without end. */
        Duration roundUp(Duration duration) {
            return Duration.ofMillis(Math.max(1, duration.plusNanos(999_999).toMillis()));
        }
    }
}
