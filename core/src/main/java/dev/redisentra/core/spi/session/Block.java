package dev.redisentra.core.spi.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A command that blocks the connection in slices at the moment. */
final class Block {
    /** Two clocks differ by less than that part of what they measure. */
    private static final int EARLY_PART = 20;

    private final BlockingCommand command;
    /** As the client sent it, for where it cannot be cut after all. */
    private final byte[] whole;
    /** {@code ASKING} or {@code CLIENT CACHING} that was sent for it: the server wants it for each command. */
    private final byte @Nullable [] prefix;

    private long sliceEnds;
    private int lookups;
    private int answered;
    private boolean cut = true;

    Block(BlockingCommand command, byte[] whole, byte @Nullable [] prefix) {
        this.command = command;
        this.whole = whole;
        this.prefix = prefix;
    }

    BlockingCommand command() {
        return command;
    }

    byte[] whole() {
        return whole;
    }

    byte @Nullable [] prefix() {
        return prefix;
    }

    /** So many lookups go out first. */
    void awaitsLookups(int number) {
        lookups = number;
    }

    /** Takes the answer to a lookup. */
    void lookedUp(ReplyHead reply) {
        if (reply.isError()) {
            // Not permitted, or not a stream: the server says so to the client, or lets it block in one go.
            cut = false;
        } else {
            command.readsFrom(answered, reply.entryId());
        }
        answered++;
    }

    /** A slice goes out now. */
    void lasts(long now, Duration slice) {
        sliceEnds = now + slice.toNanos() - slice.toNanos() / EARLY_PART;
    }

    /** Whether the server may have ended it by itself. Before, somebody else's {@code CLIENT UNBLOCK} has. */
    boolean sliceIsOver(long now) {
        return now - sliceEnds >= 0;
    }

    boolean isLookedUp() {
        return answered == lookups;
    }

    boolean isCut() {
        return cut;
    }
}
