package dev.redisentra.comparison.wire;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisStateMachine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Lettuce's: a command from its arguments to its bytes, and a reply from its bytes to its value. */
final class LettuceCodec implements Codec {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

    private final Traffic traffic;
    private final byte[] value;
    private final ByteBuf out;
    private final ByteBuf in;
    private final RedisStateMachine machine = new RedisStateMachine();

    LettuceCodec(Traffic traffic) {
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
            command().encode(out);
        }
        return out;
    }

    private Command<byte[], byte[], ?> command() {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES).addKey(Traffic.KEY);
        return switch (traffic) {
            case SET_10_KB -> new Command<>(CommandType.SET, new StatusOutput<>(BYTES), args.addValue(value));
            case ARRAY ->
                new Command<>(
                        CommandType.LRANGE,
                        new ValueListOutput<>(BYTES),
                        args.add(0).add(-1));
            default -> new Command<>(CommandType.GET, new ValueOutput<>(BYTES), args);
        };
    }

    @Override
    public Object replies() {
        in.readerIndex(0);
        CommandOutput<byte[], byte[], ?> output = output();
        for (int i = 0; i < traffic.commands(); i++) {
            output = output();
            if (!machine.decode(in, output)) {
                throw new IllegalStateException("A reply without an end");
            }
        }
        return output;
    }

    private CommandOutput<byte[], byte[], ?> output() {
        return switch (traffic) {
            case SET_10_KB -> new StatusOutput<>(BYTES);
            case ARRAY -> new ValueListOutput<>(BYTES);
            default -> new ValueOutput<>(BYTES);
        };
    }
}
