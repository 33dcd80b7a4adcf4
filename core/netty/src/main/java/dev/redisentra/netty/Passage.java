package dev.redisentra.netty;

import java.util.ArrayDeque;
import java.util.Queue;

import dev.redisentra.core.spi.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Buffers on their way past the session in one direction, and what becomes of them: ranges that pass, and between them bytes
 * of the session's own. The session sees a copy, window by window, for buffers are not arrays.
 */
final class Passage {
    private final Direction direction;
    private final Window window;
    private final Queue<ByteBuf> parts = new ArrayDeque<>();

    private @Nullable ByteBuf buffer;
    /** Where in the buffer the window begins. */
    private int windowBegin;
    /** What is looked at next. */
    private int next;
    /** A range that passes and is not among the parts yet, for more may follow at once. */
    private int from;

    private int to;

    Passage(Direction direction, Window window) {
        this.direction = direction;
        this.window = window;
    }

    /** Owns the buffer from now on. */
    void begin(ByteBuf entered) {
        buffer = entered;
        next = entered.readerIndex();
        from = next;
        to = next;
    }

    /** Shows the session what comes next of the buffer. */
    void look(Session session) {
        ByteBuf entered = buffer;
        int left = left();
        if (entered == null) {
            return;
        }
        int unread = (int) Math.min(direction.unread(session), left);
        if (unread > 0) {
            direction.passed(session, unread);
            pass(next, next + unread);
            next += unread;
        } else {
            int length = window.fill(entered, next, left);
            windowBegin = next;
            next += length;
            direction.pass(session, window.bytes(), length);
        }
    }

    /** How much of the buffer the session has not seen yet. */
    int left() {
        return buffer == null ? 0 : buffer.writerIndex() - next;
    }

    /** The session passes this, or adds it where it is not of the window. */
    void add(byte[] bytes, int begin, int end, ByteBufAllocator allocator) {
        if (buffer != null && bytes == window.bytes()) {
            pass(windowBegin + begin, windowBegin + end);
        } else {
            cut();
            parts.add(allocator.buffer(end - begin).writeBytes(bytes, begin, end - begin));
        }
    }

    private void pass(int begin, int end) {
        if (begin != to) {
            cut();
            from = begin;
        }
        to = end;
    }

    private void cut() {
        if (buffer != null && from < to) {
            parts.add(buffer.retainedSlice(from, to - from));
            from = to;
        }
    }

    /** The buffer has been looked at: what passes of it is among the parts now, and is itself where that is all. */
    void end() {
        ByteBuf whole = buffer;
        if (whole == null) {
            return;
        }
        if (from == whole.readerIndex() && to == whole.writerIndex()) {
            parts.add(whole);
        } else {
            cut();
            whole.release();
        }
        buffer = null;
    }

    /** The next part; null after the last. */
    @Nullable
    ByteBuf poll() {
        return parts.poll();
    }

    /**
     * All parts as one; null where there are none. A client gets what came at once at once: some decoders take what is there
     * for all that there is.
     */
    @Nullable
    ByteBuf pollAll(ByteBufAllocator allocator) {
        if (parts.size() < 2) {
            return parts.poll();
        }
        ByteBuf all =
                allocator.buffer(parts.stream().mapToInt(ByteBuf::readableBytes).sum());
        for (ByteBuf part = parts.poll(); part != null; part = parts.poll()) {
            all.writeBytes(part);
            part.release();
        }
        return all;
    }

    /** Lets go of everything. */
    void drop() {
        parts.forEach(ByteBuf::release);
        parts.clear();
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
