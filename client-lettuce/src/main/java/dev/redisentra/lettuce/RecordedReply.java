package dev.redisentra.lettuce;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.ReplayOutput;
import org.jspecify.annotations.Nullable;

/**
 * A reply as Lettuce decodes it, kept for another output. Unlike Lettuce's own {@link ReplayOutput} it tells a nil from
 * all else, and a map from an array.
 */
final class RecordedReply extends CommandOutput<byte[], byte[], Void> {
    private final List<Consumer<CommandOutput<?, ?, ?>>> signals = new ArrayList<>();
    private boolean nil = true;

    RecordedReply() {
        super(ByteArrayCodec.INSTANCE, null);
    }

    /** Whether it is nil, as a string, as an array, or as such. */
    boolean isNil() {
        return nil;
    }

    void replay(CommandOutput<?, ?, ?> target) {
        signals.forEach(signal -> signal.accept(target));
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        ByteBuffer copy = copy(bytes);
        add(bytes == null, output -> output.set(copy));
    }

    @Override
    public void setSingle(ByteBuffer bytes) {
        ByteBuffer copy = copy(bytes);
        add(false, output -> output.setSingle(copy));
    }

    @Override
    public void setBigNumber(ByteBuffer bytes) {
        ByteBuffer copy = copy(bytes);
        add(false, output -> output.setBigNumber(copy));
    }

    @Override
    public void set(long integer) {
        add(false, output -> output.set(integer));
    }

    @Override
    public void set(double number) {
        add(false, output -> output.set(number));
    }

    @Override
    public void set(boolean value) {
        add(false, output -> output.set(value));
    }

    @Override
    public void setError(ByteBuffer error) {
        setError(decodeString(error));
    }

    @Override
    public void setError(String error) {
        super.setError(error);
        add(false, output -> output.setError(error));
    }

    @Override
    public void multiArray(int count) {
        add(count < 0, output -> output.multiArray(count));
    }

    @Override
    public void multiPush(int count) {
        add(false, output -> output.multiPush(count));
    }

    @Override
    public void multiMap(int count) {
        add(false, output -> output.multiMap(count));
    }

    @Override
    public void multiSet(int count) {
        add(false, output -> output.multiSet(count));
    }

    @Override
    public void multi(int count) {
        add(count < 0, output -> output.multi(count));
    }

    /** Of a level that was begun: says nothing by itself. */
    @Override
    public void complete(int depth) {
        signals.add(output -> output.complete(depth));
    }

    private void add(boolean isNil, Consumer<CommandOutput<?, ?, ?>> signal) {
        nil &= isNil;
        signals.add(signal);
    }

    /** The decoder uses its buffers again. */
    private static @Nullable ByteBuffer copy(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? null
                : ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
}
