package dev.redisentra.redisson;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.redisson.client.codec.Codec;
import org.redisson.client.protocol.CommandData;

/**
 * A command that blocks, as it is sent for one stretch over one connection. To Redisson it is a command like others: its
 * decoder answers it, and what it finds of it on a connection that is gone, it sends over another.
 *
 * <p>A nil leaves its promise open, until the whole command is done: for that long Redisson keeps the connection that it
 * has moved the command to.
 */
final class Stretch<T, R> extends CommandData<T, R> {
    private final Answer<T, R> answer;
    private final BlockingCommand<T, R> whole;
    private final BlockingHandler connection;
    private final List<CommandData<?, ?>> companions;
    private boolean nil = true;
    private volatile boolean answered;

    /** @param companions what has to be sent just ahead of it */
    Stretch(
            BlockingCommand<T, R> whole,
            BlockingHandler connection,
            CommandData<T, R> command,
            Object[] params,
            List<CommandData<?, ?>> companions) {
        this(new Answer<>(), whole, connection, command, params, companions);
    }

    private Stretch(
            Answer<T, R> answer,
            BlockingCommand<T, R> whole,
            BlockingHandler connection,
            CommandData<T, R> command,
            Object[] params,
            List<CommandData<?, ?>> companions) {
        super(answer, command.getMessageDecoder(), command.getCodec(), command.getCommand(), params);
        this.answer = answer;
        this.whole = whole;
        this.connection = connection;
        this.companions = companions;
        answer.stretch = this;
    }

    BlockingCommand<T, R> whole() {
        return whole;
    }

    BlockingHandler connection() {
        return connection;
    }

    List<CommandData<?, ?>> companions() {
        return companions;
    }

    /** Redisson asks for it where there is something to decode, and only there. What it then makes of it may be null. */
    @Override
    public Codec getCodec() {
        nil = false;
        return super.getCodec();
    }

    boolean isNil() {
        return nil;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Redisson's decoder asks, and then goes on to the next command. */
    @Override
    public boolean isExecuted() {
        return answered || super.isExecuted();
    }

    /** To be called when the whole command is done. */
    void end(@Nullable R reply, @Nullable Throwable failure) {
        answer.end(reply, failure);
    }

    @SuppressWarnings("NullAway.Init") // with the stretch that it is of
    private static final class Answer<T, R> extends CompletableFuture<R> {
        private Stretch<T, R> stretch;

        @Override
        public boolean complete(@Nullable R reply) {
            stretch.answered = true;
            return stretch.whole.answered(stretch, reply);
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            stretch.answered = true;
            return stretch.whole.failed(stretch, failure);
        }

        private void end(@Nullable R reply, @Nullable Throwable failure) {
            if (failure == null) {
                super.complete(reply);
            } else {
                super.completeExceptionally(failure);
            }
        }
    }
}
