package dev.redisentra.redisson;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import dev.redisentra.core.blocking.BlockingCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommands;

/**
 * The answer to a command that blocks and is sent in stretches. Redisson's decoder completes it with the answer to each
 * of them. Where that is a nil and the caller's time is not over, it stays open, and the next stretch is sent.
 *
 * <p>Stretches belong to the event loop of the channel that they go out on. Anyone may complete Redisson's own promise,
 * and with it this, to have the command block no more.
 */
final class BlockingCommand<T, R> extends CompletableFuture<R> {
    private static final Ticker TICKER = Ticker.systemTicker();

    private final CommandData<T, R> command;
    private final List<byte[]> arguments;
    private final BlockingCall call;
    /**
     * In the ticker's nanoseconds; null without end. Each stretch takes a little longer than it is to. Redisson closes
     * the connection of a command that is 3 s late, and what the server pops in that moment is lost.
     */
    private final @Nullable Long deadline;

    private List<CompletableFuture<Map<StreamMessageId, Map<Object, Object>>>> ends = List.of();
    private boolean fromEnd;
    private @Nullable Stretch<T, R> current;
    private Consumer<BlockingCommand<T, R>> next = unsent -> {};

    private final boolean asked;

    private BlockingCommand(CommandData<T, R> command, List<byte[]> arguments, BlockingCall call, boolean asked) {
        this.command = command;
        this.arguments = arguments;
        this.call = call;
        this.asked = asked;
        deadline = call.left().map(left -> TICKER.nanoTime() + left.toNanos()).orElse(null);
        fromEnd = !call.tails().isEmpty();
    }

    /**
     * Makes it of a command of Redisson's.
     *
     * @param stretch how long one may be
     * @param asked whether its slot is on the move to this node, which serves it to those alone who ask each time
     * @return null for a command that does not block for longer than that
     */
    static <T, R> @Nullable BlockingCommand<T, R> of(CommandData<T, R> command, Duration stretch, boolean asked) {
        List<byte[]> arguments = new ArrayList<>();
        for (Object param : command.getParams()) {
            arguments.add(bytes(param));
        }
        BlockingCall call = BlockingCall.of(command.getCommand().getName(), arguments)
                .filter(read -> read.outlasts(stretch))
                .orElse(null);
        if (call == null) {
            return null;
        }
        BlockingCommand<T, R> blocking = new BlockingCommand<>(command, arguments, call, asked);
        CompletableFuture<R> answer = command.getPromise();
        var unusedAnswer = blocking.whenComplete((reply, failure) -> {
            if (failure == null) {
                answer.complete(reply);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        var unusedEnd = answer.whenComplete(
                (reply, failure) -> blocking.completeExceptionally(new CancellationException("Redisson gave it up")));
        return blocking;
    }

    private static byte[] bytes(@Nullable Object param) {
        if (param instanceof byte[] array) {
            return array;
        }
        return param instanceof ByteBuf buffer
                ? ByteBufUtil.getBytes(buffer)
                : String.valueOf(param).getBytes(StandardCharsets.UTF_8);
    }

    /** To be called before a stretch goes out, with what sends the next one. */
    void onNil(Consumer<BlockingCommand<T, R>> sender) {
        next = sender;
    }

    /** The next stretch: with Redisson's own parameters where they stay, for it looks for the key among them. */
    Stretch<T, R> stretch(Duration longest) {
        Duration left = left();
        List<byte[]> stretched = call.stretch(left == null || longest.compareTo(left) < 0 ? longest : left);
        Object[] params = command.getParams().clone();
        for (int i = 0; i < params.length; i++) {
            if (stretched.get(i) != arguments.get(i)) {
                params[i] = stretched.get(i);
            }
        }
        Stretch<T, R> stretch = new Stretch<>(this, command, params);
        current = stretch;
        return stretch;
    }

    /**
     * What has to be sent just ahead of a stretch. For one that reads a stream from its end that is what finds where that
     * is; the stretches after it read on from there. What is added between the two was added after the call: it may be
     * read, and is.
     */
    List<CommandData<?, ?>> companions() {
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

    /** The answer to a stretch; an error comes as a failure, and is the answer to the command. */
    @Override
    public boolean complete(R reply) {
        Stretch<T, R> answered = current;
        if (answered == null || isDone()) {
            return false;
        }
        answered.answered();
        if (!answered.isNil() || isOver()) {
            return super.complete(reply);
        }
        if (fromEnd) {
            try {
                call.readFrom(lastIds());
                fromEnd = false;
            } catch (CompletionException e) {
                return completeExceptionally(e.getCause() == null ? e : e.getCause());
            }
        }
        next.accept(this);
        return false;
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
