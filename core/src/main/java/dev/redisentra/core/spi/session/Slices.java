package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Sends a command that blocks in slices, between which an AUTH may go out: see {@link BlockingCommand}. */
final class Slices {
    private final Connection connection;
    private final OwnCommands own;

    Slices(Connection connection, OwnCommands own) {
        this.connection = connection;
        this.own = own;
    }

    /** A command that may block is to go out. */
    void blocks(CommandKind kind, List<byte[]> words, byte[] bytes, int from, int to) {
        Conversation conversation = connection.conversation;
        byte[] prefix = conversation.takePrefix();
        BlockingCommand command = BlockingCommand.of(kind, words);
        Duration slice = connection.reauthentication.slice();
        if (!conversation.isAnswered()) {
            connection.send(bytes, from, to);
        } else if (conversation.isQueueing() || !BlockingCommand.mayBlock(kind, words)) {
            connection.expected.plain();
            connection.send(bytes, from, to);
        } else if (command == null
                || slice == null
                || !command.outlasts(slice)
                || conversation.isUncertain()
                || conversation.isInTransaction()) { // queued, or it blocks, where the MULTI is refused
            blocksInOneGo(command == null ? null : command.left());
            connection.send(bytes, from, to);
        } else {
            begin(new Block(command, Arrays.copyOfRange(bytes, from, to), prefix));
        }
    }

    private void blocksInOneGo(@Nullable Duration longest) {
        connection.expected.add(Expected.Kind.BLOCK).longestBlock = longest == null ? 0 : Heartbeat.beats(longest);
    }

    private void begin(Block block) {
        connection.block = block;
        List<byte[]> lookups = block.command().lookups();
        block.awaitsLookups(lookups.size());
        for (int i = 0; i < lookups.size(); i++) {
            if (i > 0) { // the client's own has just gone out
                sendPrefix(block);
            }
            connection.expected.add(Expected.Kind.OWN_LOOKUP);
            connection.sendOwn(lookups.get(i));
        }
        if (lookups.isEmpty()) {
            sendSlice(block);
        }
    }

    private void sendPrefix(Block of) {
        if (of.prefix() != null) {
            connection.expected.add(Expected.Kind.OWN_PREFIX);
            connection.sendOwn(of.prefix());
        }
    }

    private void sendSlice(Block of) {
        Duration slice = connection.reauthentication.slice();
        Duration longest = slice == null ? Heartbeat.INTERVAL : slice;
        connection.expected.add(Expected.Kind.SLICE).longestBlock = Heartbeat.beats(longest);
        of.lasts(connection.sessions.nanoTime(), longest);
        connection.sendOwn(of.command().slice(longest));
    }

    /** Returns whether the client gets it. */
    boolean sliceAnswered(ReplyHead head, boolean complete) {
        Block block = connection.block;
        if (block == null) {
            return true;
        }
        connection.expected.answered();
        if (complete
                && head.isNil()
                && !block.command().isOver()
                && block.sliceIsOver(connection.sessions.nanoTime())) {
            own.authenticate();
            sendPrefix(block);
            sendSlice(block);
            return false;
        }
        connection.block = null;
        return true;
    }

    void lookedUp(ReplyHead head) {
        Block block = connection.block;
        if (block == null) {
            return;
        }
        connection.expected.answered();
        block.lookedUp(head);
        if (!block.isLookedUp()) {
            return;
        }
        sendPrefix(block);
        if (block.isCut()) {
            sendSlice(block);
        } else {
            blocksInOneGo(block.command().left());
            connection.sendOwn(block.whole());
            connection.block = null;
        }
    }

    /** Whether a slice is out that another one is to follow. */
    boolean isBetweenSlices() {
        Expected next = connection.expected.next();
        return connection.block != null
                && next != null
                && next.kind == Expected.Kind.SLICE
                && !connection.block.command().isOver();
    }

    /** Whether that slice is over by the clock. */
    boolean isSliceOver() {
        return connection.block != null && connection.block.sliceIsOver(connection.sessions.nanoTime());
    }
}
