package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import dev.redisentra.core.blocking.BlockingCall;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A caller's command that blocks, as it goes over the connection a stretch at a time. Each answer is kept apart until it
 * is known to be the caller's: a nil in between leaves no trace in the caller's output.
 *
 * <p>Lettuce treats it as the caller's command. So it is sent again after a reconnect, for the time that is left, unless
 * the caller has given up.
 */
final class StretchedCommand<K, V, T> extends CommandWrapper<K, V, T> {
    /** Whoever sends it. */
    interface Sender {
        /** The stretch is over, and the call is not. On the event loop. */
        void nothingYet();

        /** Maybe more than once, and not on the event loop where a client that is closed gives up its commands. */
        void ended();
    }

    private final BlockingCall call;
    private final List<BiConsumer<? super T, Throwable>> atAnswer = new ArrayList<>();
    private List<byte[]> arguments = List.of();
    private RecordedReply reply = new RecordedReply();
    private @Nullable Sender sender;
    private boolean beingWritten;

    private StretchedCommand(RedisCommand<K, V, T> command, BlockingCall call) {
        super(command);
        this.call = call;
    }

    /** Empty for a command that does not block, or for no longer than a stretch. */
    static <K, V, T> Optional<StretchedCommand<K, V, T>> of(RedisCommand<K, V, T> command, Duration stretch) {
        return BlockingCall.of(command.getType().toString(), Arguments.of(command))
                .filter(call -> call.outlasts(stretch))
                .map(call -> new StretchedCommand<>(command, call));
    }

    BlockingCall call() {
        return call;
    }

    /** Whether a stretch was begun already: on a connection that is gone, where not on this one. */
    boolean isUnderWay() {
        return !arguments.isEmpty();
    }

    void beginStretch(Duration longest) {
        arguments = call.stretch(longest);
    }

    /** Has it written, for the answer to be told to this sender. */
    void write(Sender from, Runnable writing) {
        sender = from;
        reply = new RecordedReply();
        beingWritten = true;
        try {
            writing.run();
        } finally {
            beingWritten = false;
        }
    }

    @Override
    public void encode(ByteBuf buffer) {
        new Command<>(getType(), null, Arguments.of(arguments)).encode(buffer);
    }

    /** What Lettuce decodes into: it never asks for the result. */
    @Override
    @SuppressWarnings("unchecked")
    public CommandOutput<K, V, T> getOutput() {
        return (CommandOutput<K, V, T>) (CommandOutput<?, ?, ?>) reply;
    }

    @Override
    public void complete() {
        answered(null);
        if (reply.isNil() && !call.isOver() && !isDone()) {
            if (sender != null) {
                sender.nothingYet();
            }
            return;
        }
        try {
            reply.replay(command.getOutput());
            command.complete();
        } finally {
            ended();
        }
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        answered(failure);
        boolean completed = command.completeExceptionally(failure);
        ended();
        return completed;
    }

    @Override
    public void cancel() {
        command.cancel();
        ended();
    }

    private void ended() {
        if (sender != null) {
            sender.ended();
        }
    }

    /**
     * Whether the caller waits no more. Lettuce skips what is done when it writes; if the caller gave up at just that
     * moment, the sender would wait for an answer that never comes.
     */
    @Override
    public boolean isDone() {
        // In a cluster, the layers around the caller's command do not know of its cancellation.
        return !beingWritten && (command.isDone() || unwrap(command).isDone());
    }

    /** Lettuce's tracing begins a span with each write, and ends it here: a stretch is what the server sees. */
    @Override
    public void onComplete(BiConsumer<? super T, Throwable> action) {
        atAnswer.add(action);
    }

    private void answered(@Nullable Throwable failure) {
        List<BiConsumer<? super T, Throwable>> actions = List.copyOf(atAnswer);
        atAnswer.clear();
        actions.forEach(action -> action.accept(null, failure));
    }
}
