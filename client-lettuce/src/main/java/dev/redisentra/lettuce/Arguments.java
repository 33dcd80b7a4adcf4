package dev.redisentra.lettuce;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What follows a command's name, as it goes out. Lettuce's own type for it can be encoded and not read. */
final class Arguments {
    private Arguments() {}

    /** Encodes the command and reads that: for few commands only. */
    static List<byte[]> of(RedisCommand<?, ?, ?> command) {
        ByteBuf encoded = Unpooled.buffer();
        try {
            command.encode(encoded);
            int length = count(encoded) - 1;
            bulkString(encoded);
            List<byte[]> arguments = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                arguments.add(bulkString(encoded));
            }
            return arguments;
        } finally {
            encoded.release();
        }
    }

    static CommandArgs<byte[], byte[]> of(List<byte[]> arguments) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        arguments.forEach(args::add);
        return args;
    }

    private static byte[] bulkString(ByteBuf encoded) {
        byte[] value = new byte[count(encoded)];
        encoded.readBytes(value);
        encoded.skipBytes(2);
        return value;
    }

    /** The number in a line such as {@code *3} or {@code $12}. */
    private static int count(ByteBuf encoded) {
        int length = encoded.bytesBefore((byte) '\r');
        String line =
                encoded.readCharSequence(length, StandardCharsets.US_ASCII).toString();
        encoded.skipBytes(2);
        return Integer.parseInt(line, 1, line.length(), 10);
    }
}
