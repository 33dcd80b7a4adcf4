package dev.redisentra.lettuce;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Re-authenticates a subscriber in RESP2, where the server takes an AUTH from nobody who is subscribed: it unsubscribes,
 * authenticates and subscribes again in one flush. Redis runs at a go what it has read from a connection, so that no
 * message falls into the gap. Lettuce sees nothing of it, and nor do the listeners.
 *
 * <p>To that end it follows what is subscribed to, as the commands go out, and which reply belongs to which. It hands on
 * whole replies, one by one, except for those to its own commands. If the server refuses to subscribe again, it closes
 * the connection: then Lettuce connects, subscribes and tells what comes of it.
 *
 * <p>All state belongs to the channel's event loop.
 */
final class Resp2Subscriber extends ByteToMessageDecoder {
    private static final int INCOMPLETE = -1;

    private static final List<ByteBuf> MESSAGES = List.of(
            start("*3\r\n$7\r\nmessage\r\n"), start("*4\r\n$8\r\npmessage\r\n"), start("*3\r\n$8\r\nsmessage\r\n"));

    private final List<Subscriptions> subscriptions = List.of(
            new Subscriptions(CommandType.SUBSCRIBE, CommandType.UNSUBSCRIBE),
            new Subscriptions(CommandType.PSUBSCRIBE, CommandType.PUNSUBSCRIBE),
            new Subscriptions(CommandType.SSUBSCRIBE, CommandType.SUNSUBSCRIBE));

    private final Queue<Expected> expected = new ArrayDeque<>();

    /** Told of each command of Lettuce's that goes out. */
    void observe(RedisCommand<?, ?, ?> command) {
        for (Subscriptions kind : subscriptions) {
            if (command.getType() == kind.subscribe) {
                List<ByteBuffer> names = names(command);
                Set<ByteBuffer> added = new LinkedHashSet<>(names);
                added.removeAll(kind.names);
                kind.names.addAll(added);
                expected.add(new Expected(names.size(), () -> kind.names.removeAll(added)));
                return;
            }
            if (command.getType() == kind.unsubscribe) {
                List<ByteBuffer> names = names(command);
                List<ByteBuffer> left = names.isEmpty() ? List.copyOf(kind.names) : names;
                left.forEach(kind.names::remove);
                expected.add(new Expected(Math.max(1, left.size()), () -> {}));
                return;
            }
        }
        expected.add(new Expected(1, () -> {}));
    }

    /** Sends the AUTH, and completes it when it is answered. */
    void authenticate(ChannelHandlerContext ctx, AsyncCommand<String, String, String> auth) {
        subscriptions.forEach(kind -> kind.send(ctx, kind.unsubscribe));
        expected.add(new Expected(auth));
        ctx.write(auth).addListener(written -> {
            if (!written.isSuccess()) {
                auth.completeExceptionally(written.cause());
            }
        });
        subscriptions.forEach(kind -> kind.send(ctx, kind.subscribe));
        ctx.flush();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int end = end(in, in.readerIndex());
        if (end == INCOMPLETE) {
            return;
        }
        ByteBuf reply = in.readSlice(end - in.readerIndex());
        if (isMessage(reply) || isLettuces(ctx, reply)) {
            out.add(reply.retain());
        }
    }

    private boolean isLettuces(ChannelHandlerContext ctx, ByteBuf reply) {
        Expected command = expected.peek();
        if (command == null) {
            return true;
        }
        boolean refused = reply.getByte(reply.readerIndex()) == '-';
        command.replies--;
        if (refused || command.replies == 0) {
            expected.remove();
        }
        if (command.auth != null) {
            if (refused) {
                command.auth
                        .getOutput()
                        .setError(reply.toString(StandardCharsets.UTF_8)
                                .substring(1)
                                .strip());
            }
            command.auth.complete();
        } else if (refused) {
            command.refused.run();
            if (command.ours) {
                var unused = ctx.close();
            }
        }
        return !command.ours;
    }

    private static boolean isMessage(ByteBuf reply) {
        for (ByteBuf start : MESSAGES) {
            if (reply.readableBytes() > start.readableBytes()
                    && ByteBufUtil.equals(reply, reply.readerIndex(), start, 0, start.readableBytes())) {
                return true;
            }
        }
        return false;
    }

    /** Where the value ends that begins at this index. */
    private static int end(ByteBuf in, int at) {
        int line = in.indexOf(at, in.writerIndex(), (byte) '\n') + 1;
        if (line == 0) {
            return INCOMPLETE;
        }
        return switch (in.getByte(at)) {
            case '$' -> {
                int length = number(in, at, line);
                int end = length < 0 ? line : line + length + 2;
                yield end > in.writerIndex() ? INCOMPLETE : end;
            }
            case '*' -> end(in, line, number(in, at, line));
            case '%' -> end(in, line, 2 * number(in, at, line)); // the answer to HELLO, if this is RESP3 after all
            default -> line;
        };
    }

    private static int end(ByteBuf in, int first, int values) {
        int end = first;
        for (int i = 0; i < values && end != INCOMPLETE; i++) {
            end = end < in.writerIndex() ? end(in, end) : INCOMPLETE;
        }
        return end;
    }

    private static int number(ByteBuf in, int at, int line) {
        return Integer.parseInt(in.toString(at + 1, line - at - 3, StandardCharsets.US_ASCII));
    }

    /** One may be named twice, and is then answered twice. */
    private static List<ByteBuffer> names(RedisCommand<?, ?, ?> command) {
        return Arguments.of(command).stream().map(ByteBuffer::wrap).toList();
    }

    private static ByteBuf start(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    /** The names of one kind: channels, patterns, or channels of a shard. */
    private final class Subscriptions {
        private final CommandType subscribe;
        private final CommandType unsubscribe;
        private final Set<ByteBuffer> names = new LinkedHashSet<>();

        Subscriptions(CommandType subscribe, CommandType unsubscribe) {
            this.subscribe = subscribe;
            this.unsubscribe = unsubscribe;
        }

        void send(ChannelHandlerContext ctx, CommandType type) {
            if (subscribe == CommandType.SSUBSCRIBE) {
                // Each by itself: one command is for channels of one slot.
                names.forEach(name -> send(ctx, type, List.of(name)));
            } else if (!names.isEmpty()) {
                send(ctx, type, names);
            }
        }

        private void send(ChannelHandlerContext ctx, CommandType type, Collection<ByteBuffer> some) {
            expected.add(Expected.ours(some.size()));
            List<byte[]> arguments = some.stream().map(ByteBuffer::array).toList();
            // A failure to write is the end of the connection, and of this.
            var unused = ctx.write(new Command<>(type, null, Arguments.of(arguments)));
        }
    }

    /** A command that is not answered yet. */
    private static final class Expected {
        private final boolean ours;
        private final @Nullable AsyncCommand<String, String, String> auth;
        private final Runnable refused;
        private int replies;

        private Expected(
                int replies, boolean ours, @Nullable AsyncCommand<String, String, String> auth, Runnable refused) {
            this.replies = replies;
            this.ours = ours;
            this.auth = auth;
            this.refused = refused;
        }

        /** Of Lettuce's. */
        Expected(int replies, Runnable refused) {
            this(replies, false, null, refused);
        }

        Expected(AsyncCommand<String, String, String> auth) {
            this(1, true, auth, () -> {});
        }

        static Expected ours(int replies) {
            return new Expected(replies, true, null, () -> {});
        }
    }
}
