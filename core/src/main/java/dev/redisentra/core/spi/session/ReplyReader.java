package dev.redisentra.core.spi.session;

/** Reads what a server sends: passes it on as it is, and takes out what answers the session. */
final class ReplyReader {
    /** What a reply's beginning has to be held back for is told by far fewer bytes. */
    private static final int ENOUGH = 4_096;

    private enum Fate {
        /** The client's, and one of many. */
        PLAIN,
        /** The client's, whatever it is. */
        PASSES,
        /** Held back until its beginning tells. */
        HELD,
        /** The session's own. */
        TAKEN_OUT
    }

    private final Connection connection;
    private final Replies settlement;
    private final CommandReader commands;
    private final Expectations expected;
    private final ReplyFramer replies = new ReplyFramer();
    /** The beginning of a reply. */
    private final Bytes beginning = new Bytes();

    /** The client has it already. */
    private boolean isHandedOver;

    private final ReplyHead head = new ReplyHead(beginning);
    private Fate fate = Fate.PLAIN;

    /** @param commands where those wait that a reply may release */
    ReplyReader(Connection connection, Replies settlement, CommandReader commands) {
        this.connection = connection;
        this.settlement = settlement;
        this.commands = commands;
        this.expected = connection.expected;
    }

    /** The server sent this. */
    void received(byte[] bytes, int from, int to) {
        int start = from;
        int at = from;
        while (at < to && !connection.isClosed() && !connection.passesAll()) {
            if (replies.isAtStart()) {
                if (connection.isLettingGo() && !connection.isHoldingBack() && !expected.hasOwn()) {
                    connection.passAll();
                    break;
                }
                fate = fateOf(bytes[at]);
            }
            int begin = at;
            at = replies.read(bytes, at, to);
            if (replies.isMalformed()) {
                breaks();
                break;
            }
            switch (fate) {
                case PLAIN -> {
                    if (replies.isComplete()) {
                        expected.answered();
                    }
                }
                case PASSES -> {}
                case HELD -> {
                    connection.handOver(bytes, start, begin);
                    start = at;
                    hold(bytes, begin, at);
                }
                case TAKEN_OUT -> {
                    connection.handOver(bytes, start, begin);
                    start = at;
                }
            }
            if (replies.isComplete()) {
                fate = Fate.PLAIN;
            }
        }
        connection.handOver(bytes, start, to);
    }

    private void hold(byte[] bytes, int begin, int at) {
        if (settlement.passesAnyway()) { // its end may be long in coming
            connection.handOver(bytes, begin, at);
            isHandedOver = true;
            if (beginning.length() < ENOUGH) {
                beginning.append(bytes, begin, at);
            }
            if (replies.isComplete()) {
                decide(true);
            }
            return;
        }
        beginning.append(bytes, begin, at);
        if (replies.isComplete() || (beginning.length() >= ENOUGH && !head.isConfirmation())) {
            decide(replies.isComplete());
        }
    }

    /** How much of what comes next passes without being looked at: part of a large reply. */
    long skippable() {
        if (connection.passesAll()) {
            return Long.MAX_VALUE;
        }
        return fate == Fate.PLAIN || fate == Fate.PASSES ? replies.skippable() : 0;
    }

    void skip(long bytes) {
        if (!connection.passesAll()) {
            replies.skip(bytes);
        }
    }

    private Fate fateOf(byte type) {
        if (type == '>') {
            Expected next = expected.next();
            boolean tells = connection.subscriptions.size(CommandKind.SSUBSCRIBE) > 0
                    || (next != null && next.kind == Expected.Kind.SUBSCRIPTION);
            return tells ? Fate.HELD : Fate.PASSES;
        }
        return expected.nextIsPlain() && (connection.resp3 || !connection.subscriptions.mayBeToldOf())
                ? Fate.PLAIN
                : Fate.HELD;
    }

    private void decide(boolean complete) {
        boolean passes = settlement.settle(head, complete);
        commands.release();
        if (passes) {
            handOverBeginning();
        }
        clearBeginning();
        fate = passes ? Fate.PASSES : Fate.TAKEN_OUT;
    }

    private void breaks() {
        connection.losesCount("the server sent what is no RESP", fate == Fate.TAKEN_OUT);
        handOverBeginning();
        clearBeginning();
    }

    private void handOverBeginning() {
        if (!isHandedOver) {
            connection.handOver(beginning.array(), 0, beginning.length());
        }
    }

    private void clearBeginning() {
        beginning.clear();
        isHandedOver = false;
    }
}
