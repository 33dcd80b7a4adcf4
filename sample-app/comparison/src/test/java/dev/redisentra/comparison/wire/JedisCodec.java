package dev.redisentra.comparison.wire;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;

import io.netty.buffer.ByteBuf;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/** Jedis's, on its own buffers: what they pass on goes nowhere, and comes from an array. */
final class JedisCodec extends ClientCodec {
    private final RedisOutputStream out = new RedisOutputStream(OutputStream.nullOutputStream());
    private final RedisInputStream in;

    JedisCodec(Traffic traffic) {
        super(traffic);
        in = new RedisInputStream(new Endless(traffic.reply()));
    }

    @Override
    Object command(ByteBuf unused) {
        Protocol.sendCommand(
                out,
                switch (traffic) {
                    case SET_10_KB ->
                        new CommandArguments(Protocol.Command.SET)
                                .key(Traffic.KEY)
                                .add(value);
                    case ARRAY ->
                        new CommandArguments(Protocol.Command.LRANGE)
                                .key(Traffic.KEY)
                                .add(0)
                                .add(-1);
                    default -> new CommandArguments(Protocol.Command.GET).key(Traffic.KEY);
                });
        return out;
    }

    @Override
    @SuppressWarnings("deprecation") // for what it does with pushes, of which there are none
    Object reply(ByteBuf unused) {
        return Protocol.read(in);
    }

    /** The same replies for ever. */
    private static final class Endless extends ByteArrayInputStream {
        Endless(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            if (available() == 0) {
                reset();
            }
            return super.read(into, offset, length);
        }
    }
}
