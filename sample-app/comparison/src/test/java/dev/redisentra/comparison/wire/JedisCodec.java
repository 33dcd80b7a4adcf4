package dev.redisentra.comparison.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/** Jedis's: a command from its arguments to its bytes, and a reply from its bytes to its value. */
final class JedisCodec implements Codec {
    private final Traffic traffic;
    private final byte[] value;
    private final RedisOutputStream out = new RedisOutputStream(OutputStream.nullOutputStream());
    private final RedisInputStream in;

    JedisCodec(Traffic traffic) {
        this.traffic = traffic;
        value = traffic.newValue();
        in = new RedisInputStream(new Endless(traffic.reply()));
    }

    @Override
    public Object commands() {
        for (int i = 0; i < traffic.commands(); i++) {
            Protocol.sendCommand(out, command());
        }
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }

    private CommandArguments command() {
        return switch (traffic) {
            case SET_10_KB ->
                new CommandArguments(Protocol.Command.SET).key(Traffic.KEY).add(value);
            case ARRAY ->
                new CommandArguments(Protocol.Command.LRANGE)
                        .key(Traffic.KEY)
                        .add(0)
                        .add(-1);
            default -> new CommandArguments(Protocol.Command.GET).key(Traffic.KEY);
        };
    }

    @Override
    @SuppressWarnings("deprecation") // for what it does with pushes, of which there are none
    public Object replies() {
        Object last = in;
        for (int i = 0; i < traffic.commands(); i++) {
            last = Protocol.read(in);
        }
        return last;
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
