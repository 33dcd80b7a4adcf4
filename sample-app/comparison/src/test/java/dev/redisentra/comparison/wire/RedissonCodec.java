package dev.redisentra.comparison.wire;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.handler.CommandDecoder;
import org.redisson.client.handler.CommandEncoder;
import org.redisson.client.handler.State;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.config.CommandMapper;

/** Redisson's: a command from its arguments to its bytes, and a reply from its bytes to its value. */
final class RedissonCodec implements Codec {
    private final Traffic traffic;
    private final byte[] value;
    private final Channel channel = new EmbeddedChannel();
    private final Encoder encoder = new Encoder();
    private final Decoder decoder = new Decoder();
    private final ByteBuf out;
    private final ByteBuf in;

    RedissonCodec(Traffic traffic) {
        this.traffic = traffic;
        value = traffic.newValue();
        out = Unpooled.directBuffer(traffic.request().length);
        byte[] reply = traffic.reply();
        in = Unpooled.directBuffer(reply.length).writeBytes(reply);
    }

    @Override
    public Object commands() {
        out.clear();
        for (int i = 0; i < traffic.commands(); i++) {
            encoder.encode(command(), out);
        }
        return out;
    }

    private CommandData<?, ?> command() {
        return switch (traffic) {
            case SET_10_KB -> data(RedisCommands.SET, Traffic.KEY, value);
            case ARRAY -> data(RedisCommands.LRANGE, Traffic.KEY, 0, -1);
            default -> data(RedisCommands.GET, Traffic.KEY);
        };
    }

    private static <T> CommandData<T, Object> data(RedisCommand<T> command, Object... words) {
        return new CommandData<>(new CompletableFuture<>(), ByteArrayCodec.INSTANCE, command, words);
    }

    @Override
    public Object replies() {
        in.readerIndex(0);
        Object last = in;
        for (int i = 0; i < traffic.commands(); i++) {
            CommandData<?, ?> data = command();
            decoder.decode(in, data, channel);
            last = data.getPromise();
        }
        if (!(last instanceof CompletableFuture<?> promise) || !promise.isDone()) {
            throw new IllegalStateException("A reply without an end");
        }
        return last;
    }

    private static final class Encoder extends CommandEncoder {
        Encoder() {
            super(CommandMapper.direct());
        }

        @SuppressWarnings("NullAway") // the context serves for a log of what fails
        void encode(CommandData<?, ?> command, ByteBuf into) {
            try {
                encode(null, command, into);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Decoder extends CommandDecoder {
        Decoder() {
            super("rediss");
        }

        @SuppressWarnings({"unchecked", "NullAway"}) // as for a command on its own
        void decode(ByteBuf from, CommandData<?, ?> command, Channel channel) {
            try {
                decode(from, (CommandData<Object, Object>) command, null, channel, false, null, 0, new State());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
