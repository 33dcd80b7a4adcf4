package dev.redisentra.comparison.wire;

import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
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

/** Redisson's, in which a reply is read for its command: that command is a part of both. */
final class RedissonCodec extends ClientCodec {
    private final Channel channel = new EmbeddedChannel();
    private final Encoder encoder = new Encoder();
    private final Decoder decoder = new Decoder();

    RedissonCodec(Traffic traffic) {
        super(traffic);
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
    Object command(ByteBuf out) throws Exception {
        encoder.encode(command(), out);
        return out;
    }

    @Override
    Object reply(ByteBuf in) throws Exception {
        CommandData<?, ?> data = command();
        decoder.decode(in, data, channel);
        if (!data.getPromise().isDone()) {
            throw new IllegalStateException("A reply without an end");
        }
        return data;
    }

    private static final class Encoder extends CommandEncoder {
        Encoder() {
            super(CommandMapper.direct());
        }

        @SuppressWarnings("NullAway") // the context serves for a log of what fails
        void encode(CommandData<?, ?> command, ByteBuf into) throws Exception {
            encode(null, command, into);
        }
    }

    private static final class Decoder extends CommandDecoder {
        Decoder() {
            super("rediss");
        }

        @SuppressWarnings({"unchecked", "NullAway"}) // as for a command on its own
        void decode(ByteBuf from, CommandData<?, ?> command, Channel channel) throws Exception {
            decode(from, (CommandData<Object, Object>) command, null, channel, false, null, 0, new State());
        }
    }
}
