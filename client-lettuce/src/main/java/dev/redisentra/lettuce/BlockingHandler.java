package dev.redisentra.lettuce;

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Sends a command that would block for long in stretches, so that the connection can be re-authenticated in between. What
 * is written meanwhile is held, in its order, until the block ends: as the server would.
 *
 * <p>It sits behind Lettuce's command handler, which therefore knows of a command only when it goes out, and sends a
 * stretch again if the connection breaks. The AUTHs of {@link ReauthenticatingHandler} do not come this way: one that is
 * due during a stretch goes out at once, and the server takes it up when the stretch ends.
 *
 * <p>As all that Lettuce writes comes by here, in the order in which it goes out, this tells that handler of it. A second
 * handler in the way of each command would cost as much as this one.
 *
 * <p>All state belongs to the channel's event loop.
 */
final class BlockingHandler extends ChannelDuplexHandler {
    private final ReauthenticatingHandler connection;
    private final Queue<Held> held = new ArrayDeque<>();
    private @Nullable Block block;
    private boolean asking;

    BlockingHandler(ReauthenticatingHandler connection) {
        this.connection = connection;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (block != null || !held.isEmpty()) {
            held.add(new Held(message, promise));
        } else {
            pass(ctx, message, promise);
        }
    }

    private void pass(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof RedisCommand<?, ?, ?> command) {
            CommandKind kind = CommandKind.of(command);
            boolean asked = asking;
            asking = kind == CommandKind.ASKS;
            if (kind == CommandKind.MAY_BLOCK && !connection.isInTransaction()) {
                StretchedCommand<?, ?, ?> stretched = stretched(command);
                if (stretched != null) {
                    block = new Block(ctx, stretched, promise, asked);
                    block.begin();
                    return;
                }
            }
            writeOut(ctx, command, kind, promise);
        } else {
            writeOutBatch(ctx, message, promise);
        }
    }

    /**
     * A promise that is kept or broken before anything was flushed is that of a command which did not go out: Lettuce
     * drops what was cancelled meanwhile, and refuses what is too much for its queue.
     */
    private void writeOut(
            ChannelHandlerContext ctx, RedisCommand<?, ?, ?> command, CommandKind kind, ChannelPromise promise) {
        if (!ctx.write(command, promise).isDone()) {
            connection.sent(command, kind);
        }
    }

    private ChannelFuture writeOut(ChannelHandlerContext ctx, RedisCommand<?, ?, ?> command) {
        ChannelPromise promise = ctx.newPromise();
        writeOut(ctx, command, CommandKind.of(command), promise);
        return promise;
    }

    /** Lettuce writes only parts of its handshake in batches, of which nobody cancels one. */
    private void writeOutBatch(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        List<RedisCommand<?, ?, ?>> commands = new ArrayList<>();
        if (message instanceof Collection<?> batch) {
            for (Object element : batch) {
                if (element instanceof RedisCommand<?, ?, ?> command && !command.isDone()) {
                    commands.add(command);
                }
            }
        }
        if (!ctx.write(message, promise).isDone()) {
            commands.forEach(command -> connection.sent(command, CommandKind.of(command)));
        }
    }

    private @Nullable StretchedCommand<?, ?, ?> stretched(RedisCommand<?, ?, ?> command) {
        if (command.isDone() || command.getOutput() == null) {
            return null;
        }
        StretchedCommand<?, ?, ?> before = CommandWrapper.unwrap(command, StretchedCommand.class);
        return before != null
                ? before
                : StretchedCommand.of(command, connection.stretch()).orElse(null);
    }

    private void ended(ChannelHandlerContext ctx) {
        block = null;
        Held next;
        while (block == null && (next = held.poll()) != null) {
            pass(ctx, next.message, next.promise);
        }
        ctx.flush();
    }

    /** Comes here when Lettuce has collected what the server did not answer, in order to send it again. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Block broken = block;
        if (broken != null) {
            block = null;
            broken.disconnected();
        }
        Held next;
        while ((next = held.poll()) != null) {
            // As Netty does with what it could not write: Lettuce then does what it is configured to do.
            next.promise.tryFailure(new ClosedChannelException());
        }
        ctx.fireChannelInactive();
    }

    private record Held(Object message, ChannelPromise promise) {}

    /** The command that blocks this connection at the moment. */
    private final class Block implements StretchedCommand.Sender {
        private final ChannelHandlerContext ctx;
        private final StretchedCommand<?, ?, ?> command;
        /** Lettuce's, which sends the caller's command again if it fails. Open until the block ends. */
        private final ChannelPromise promise;
        /** The slot is on the move to this node, which serves it to those alone who ask each time. */
        private final boolean asked;
        /** What goes out with the stretches, and is not to be sent again after a reconnect. */
        private final List<AsyncCommand<?, ?, ?>> companions = new ArrayList<>();

        Block(ChannelHandlerContext ctx, StretchedCommand<?, ?, ?> command, ChannelPromise promise, boolean asked) {
            this.ctx = ctx;
            this.command = command;
            this.promise = promise;
            this.asked = asked;
        }

        void begin() {
            if (command.isUnderWay()) {
                send();
            } else if (command.call().tails().isEmpty()) {
                nextStretch();
            } else {
                lookUpTails();
            }
        }

        private void nextStretch() {
            command.beginStretch(connection.stretch());
            send();
        }

        private void send() {
            ask();
            command.write(
                    this,
                    () -> writeOut(ctx, command).addListener(written -> {
                        if (!written.isSuccess() && isCurrent()) {
                            promise.tryFailure(written.cause());
                            BlockingHandler.this.ended(ctx);
                        }
                    }));
        }

        @Override
        public void nothingYet() {
            if (isCurrent()) {
                nextStretch();
                ctx.flush();
            }
        }

        /** Also when a client that is closed gives up its commands, on whatever thread. */
        @Override
        public void ended() {
            if (!ctx.executor().inEventLoop()) {
                ctx.executor().execute(this::ended);
            } else if (isCurrent()) {
                promise.trySuccess();
                BlockingHandler.this.ended(ctx);
            }
        }

        void disconnected() {
            if (command.isUnderWay()) {
                // A stretch is among what Lettuce collected.
                promise.trySuccess();
            } else {
                promise.tryFailure(new ClosedChannelException());
            }
            companions.forEach(AsyncCommand::cancel);
        }

        private void ask() {
            if (asked) {
                sendAlong(new AsyncCommand<>(new Command<>(
                        CommandType.ASKING,
                        new StatusOutput<>(ByteArrayCodec.INSTANCE),
                        new CommandArgs<>(ByteArrayCodec.INSTANCE))));
            }
        }

        private void sendAlong(AsyncCommand<?, ?, ?> companion) {
            companions.removeIf(AsyncCommand::isDone);
            companions.add(companion);
            writeOut(ctx, companion).addListener(written -> {
                if (!written.isSuccess()) {
                    companion.completeExceptionally(written.cause());
                }
            });
        }

        private void lookUpTails() {
            List<AsyncCommand<byte[], byte[], List<Object>>> lookups =
                    command.call().tails().stream().map(Block::lastOf).toList();
            lookups.forEach(lookup -> {
                ask();
                sendAlong(lookup);
            });
            var unused = CompletableFuture.allOf(lookups.toArray(CompletableFuture<?>[]::new))
                    .whenComplete((all, failure) -> lookedUp(lookups, failure));
        }

        private void lookedUp(List<AsyncCommand<byte[], byte[], List<Object>>> lookups, @Nullable Throwable failure) {
            if (!isCurrent()) {
                return;
            }
            if (command.isDone()) {
                ended();
            } else if (failure == null) {
                command.call()
                        .readFrom(lookups.stream()
                                .map(lookup -> lastId(lookup.join()))
                                .toList());
                nextStretch();
                ctx.flush();
            } else {
                // The server says why, to the caller; or the caller may not look, and then blocks without an AUTH.
                ask();
                writeOut(ctx, command.getDelegate(), CommandKind.MAY_BLOCK, promise);
                BlockingHandler.this.ended(ctx);
            }
        }

        private boolean isCurrent() {
            return block == this;
        }

        private static AsyncCommand<byte[], byte[], List<Object>> lastOf(byte[] stream) {
            CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                    .addKey(stream)
                    .add("+")
                    .add("-")
                    .add(CommandKeyword.COUNT)
                    .add(1);
            return new AsyncCommand<>(
                    new Command<>(CommandType.XREVRANGE, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments));
        }

        /** Of {@code [[id, [field, value, ...]]]}, or of nothing. */
        private static @Nullable String lastId(List<Object> entries) {
            return entries.isEmpty()
                    ? null
                    : new String((byte[]) ((List<?>) entries.get(0)).get(0), StandardCharsets.US_ASCII);
        }
    }
}
