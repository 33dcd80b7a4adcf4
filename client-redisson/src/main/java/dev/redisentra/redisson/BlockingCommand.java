package dev.redisentra.redisson;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.redisentra.core.blocking.BlockingCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.client.RedisTryAgainException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommands;

/**
 * A command that blocks and is sent in stretches. While the answer to one is a nil and the caller's time is not over, the
 * next one is sent; any other answer is the one to Redisson's own promise. Anyone may complete that, to have the command
 * block no more.
 *
 * <p>One stretch is the current one. When Redisson moves the command to another connection, it is the one that is sent
 * there, and the nil or the error that an earlier one may still get says nothing any more; an element does, for it has
 * been taken. Thread-safe: the event loops of both connections meet here.
 */
final class BlockingCommand<T, R> {
    private static final Ticker TICKER = Ticker.systemTicker();

    private final CommandData<T, R> command;
    private final List<byte[]> arguments;
    private final BlockingCall call;
    private final boolean asked;
    /**
     * In the ticker's nanoseconds; null without end. Each stretch takes a little longer than it is to. Redisson closes
     * the connection of a command that is 3 s late, and what the server pops in that moment is lost.
     */
    private final @Nullable Long deadline;

    private List<CompletableFuture<Map<StreamMessageId, Map<Object, Object>>>> ends = List.of();
    private boolean fromEnd;
    private Stretch<T, R> current;

    private BlockingCommand(
            CommandData<T, R> command,
            List<byte[]> arguments,
            BlockingCall call,
            boolean asked,
            BlockingHandler connection) {
        this.command = command;
        this.arguments = arguments;
        this.call = call;
        this.asked = asked;
        deadline = call.left().map(left -> TICKER.nanoTime() + left.toNanos()).orElse(null);
        fromEnd = !call.tails().isEmpty();
        current = next(connection);
        var unused =
                command.getPromise().whenComplete((reply, failure) -> current().end(reply, failure));
    }

    /**
     * Makes it of a command of Redisson's.
     *
     * @param asked whether its slot is on the move to this node, which serves it to those alone who ask each time
     * @param connection where it is to be sent
     * @return null for a command that does not block for longer than a stretch
     */
    static <T, R> @Nullable BlockingCommand<T, R> of(
            CommandData<T, R> command, boolean asked, BlockingHandler connection) {
        List<byte[]> arguments = new ArrayList<>();
        for (Object param : command.getParams()) {
            arguments.add(bytes(param));
        }
        return BlockingCall.of(command.getCommand().getName(), arguments)
                .filter(call -> call.outlasts(connection.longest()))
                .map(call -> new BlockingCommand<>(command, arguments, call, asked, connection))
                .orElse(null);
    }

    private static byte[] bytes(@Nullable Object param) {
        if (param instanceof byte[] array) {
            return array;
        }
        return param instanceof ByteBuf buffer
                ? ByteBufUtil.getBytes(buffer)
                : String.valueOf(param).getBytes(StandardCharsets.UTF_8);
    }

    synchronized Stretch<T, R> current() {
        return current;
    }

    private boolean isDone() {
        return command.getPromise().isDone();
    }

    /** With Redisson's own parameters where they stay, for it looks for the key among them. */
    private Stretch<T, R> next(BlockingHandler connection) {
        Duration longest = connection.longest();
        Duration left = left();
        List<byte[]> stretched = call.stretch(left == null || longest.compareTo(left) < 0 ? longest : left);
        Object[] params = command.getParams().clone();
        for (int i = 0; i < params.length; i++) {
            if (stretched.get(i) != arguments.get(i)) {
                params[i] = stretched.get(i);
            }
        }
        return new Stretch<>(this, connection, command, params, companions());
    }

    /**
     * For one that reads a stream from its end, what finds where that is; the stretches after it read on from there. What
     * is added between the two was added after the call: it may be read, and is.
     */
    private List<CommandData<?, ?>> companions() {
        List<CommandData<?, ?>> companions = new ArrayList<>();
        if (fromEnd) {
            ends = new ArrayList<>();
            for (byte[] key : call.tails()) {
                CompletableFuture<Map<StreamMessageId, Map<Object, Object>>> end = new CompletableFuture<>();
                ends.add(end);
                ask(companions);
                companions.add(new CommandData<>(
                        end, ByteArrayCodec.INSTANCE, RedisCommands.XREVRANGE, new Object[] {key, "+", "-", "COUNT", 1
                        }));
            }
        }
        ask(companions);
        return companions;
    }

    private void ask(List<CommandData<?, ?>> companions) {
        if (asked) {
            companions.add(new CommandData<>(
                    new CompletableFuture<>(), StringCodec.INSTANCE, RedisCommands.ASKING, new Object[0]));
        }
    }

    /**
     * Redisson has found a stretch on a connection that is gone, and sends it over this one. It keeps that for as long as
     * the stretch has no end.
     *
     * @return what to send instead; null if the command is done
     */
    @Nullable
    Stretch<T, R> move(Stretch<T, R> found, BlockingHandler connection) {
        var unusedEnd = command.getPromise().whenComplete(found::end);
        if (isDone()) {
            return null;
        }
        Stretch<T, R> before;
        Stretch<T, R> moved;
        synchronized (this) {
            before = current;
            moved = new Stretch<>(this, connection, command, before.getParams(), companions());
            current = moved;
        }
        withdraw(before);
        // Redisson ends the connection that it has first sent over what is given up; and not this one.
        var unusedWithdrawal = command.getPromise().whenComplete((reply, failure) -> withdraw(current()));
        return moved;
    }

    private static void withdraw(Stretch<?, ?> stretch) {
        stretch.connection().withdraw(stretch);
    }

    /** The connection is closed for good. */
    void giveBack(Stretch<T, R> left) {
        if (left == current()) {
            command.getPromise()
                    .completeExceptionally(new RedisTryAgainException(
                            "The connection was closed on which %s blocked, and it was not moved to another."
                                    .formatted(command.getCommand().getName())));
        }
    }

    /** Takes an answer, and says whether it was the one to the command. */
    boolean answered(Stretch<T, R> stretch, @Nullable R reply) {
        if (!stretch.isNil()) {
            return command.getPromise().complete(reply);
        }
        Stretch<T, R> next;
        try {
            next = after(stretch);
        } catch (CompletionException e) {
            return failed(stretch, e.getCause() == null ? e : e.getCause());
        }
        if (next == null) {
            return stretch == current() && command.getPromise().complete(reply);
        }
        next.connection().send(next);
        return false;
    }

    private synchronized @Nullable Stretch<T, R> after(Stretch<T, R> nil) {
        if (nil != current || isDone() || isOver()) {
            return null;
        }
        if (fromEnd) {
            call.readFrom(lastIds());
            fromEnd = false;
        }
        current = next(nil.connection());
        return current;
    }

    /** An error of the server's. */
    boolean failed(Stretch<T, R> stretch, Throwable failure) {
        return stretch == current() && command.getPromise().completeExceptionally(failure);
    }

    private List<@Nullable String> lastIds() {
        List<@Nullable String> ids = new ArrayList<>();
        for (CompletableFuture<Map<StreamMessageId, Map<Object, Object>>> end : ends) {
            // Answered before the stretch was.
            Map<StreamMessageId, Map<Object, Object>> last = end.join();
            ids.add(last.isEmpty() ? null : last.keySet().iterator().next().toString());
        }
        return ids;
    }

    private boolean isOver() {
        Duration left = left();
        return call.isOver() || (left != null && (left.isZero() || left.isNegative()));
    }

    private @Nullable Duration left() {
        return deadline == null ? null : Duration.ofNanos(deadline - TICKER.nanoTime());
    }
}
