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

final class LettuceCodec extends ClientCodec {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

    private final RedisStateMachine machine = new RedisStateMachine();

    LettuceCodec(Traffic traffic) {
        super(traffic);
    }

    @Override
    Object command(ByteBuf out) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES).addKey(Traffic.KEY);
        Command<byte[], byte[], ?> command = switch (traffic) {
            case SET_10_KB -> new Command<>(CommandType.SET, output(), args.addValue(value));
            case ARRAY ->
                new Command<>(CommandType.LRANGE, output(), args.add(0).add(-1));
            default -> new Command<>(CommandType.GET, output(), args);
        };
        command.encode(out);
        return out;
    }

    @Override
    Object reply(ByteBuf in) {
        CommandOutput<byte[], byte[], ?> output = output();
        if (!machine.decode(in, output)) {
            throw new IllegalStateException("A reply without an end");
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
