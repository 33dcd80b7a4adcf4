package dev.redisentra.comparison.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A client's own code: a command from its arguments to its bytes, and a reply from its bytes to its value. */
abstract class ClientCodec implements Codec {
    final Traffic traffic;
    /** What a SET carries. */
    final byte[] value;

    private final ByteBuf out = Unpooled.directBuffer();
    private final ByteBuf in;

    ClientCodec(Traffic traffic) {
        this.traffic = traffic;
        value = traffic.newValue();
        in = Unpooled.directBuffer().writeBytes(traffic.reply());
    }

    abstract Object command(ByteBuf out) throws Exception;

    abstract Object reply(ByteBuf in) throws Exception;

    @Override
    public final Object commands() throws Exception {
        out.clear();
        Object last = out;
        for (int i = 0; i < traffic.commands; i++) {
            last = command(out);
        }
        return last;
    }

    @Override
    public final Object replies() throws Exception {
        in.readerIndex(0);
        Object last = in;
        for (int i = 0; i < traffic.commands; i++) {
            last = reply(in);
        }
        return last;
    }
}
