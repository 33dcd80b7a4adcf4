package dev.redisentra.core.spi.session;

/** Reads what a client sends: passes it on as it is, and tells {@link CommandRules} of each command. */
final class CommandReader {
    /**
     * A command whose end is still to come is kept until it comes: a client that fills a buffer stops in the middle of one,
     * and no AUTH could pass. Of one that is longer than this, the beginning goes out.
     */
    private static final int MOST_UNFINISHED = 16_384;

    /** A command that has to be there as a whole is no longer than this. */
    private static final int LONGEST_COMMAND = 1 << 20;

    private final Connection connection;
    private final CommandRules rules;
    private final CommandFramer commands = new CommandFramer();

    CommandReader(Connection connection, CommandRules rules) {
        this.connection = connection;
        this.rules = rules;
    }

    /** The client sends this. */
    void sent(byte[] bytes, int from, int to) {
        if (connection.isHoldingBack()) {
            connection.holdBack(bytes, from, to);
        } else if (connection.isLettingGo()) {
            connection.send(bytes, from, to);
        } else {
            connection.holdBack(bytes, read(bytes, from, to), to);
        }
    }

    /** Where nothing holds the client's commands back any more, they go out. */
    void release() {
        HeldBack held = connection.heldBack;
        if (connection.isHoldingBack() || held.isEmpty()) {
            return;
        }
        connection.sendsHeldBack();
        if (connection.isLettingGo()) {
            connection.send(held.array(), held.from(), held.to());
            held.clear();
        } else {
            held.takenUntil(read(held.array(), held.from(), held.to()));
        }
    }

    /** How much of what comes next passes without being looked at: part of a large argument. */
    long skippable() {
        if (connection.isHoldingBack() || !connection.unclear.isEmpty()) {
            return 0;
        }
        return connection.isLettingGo() ? Long.MAX_VALUE : commands.skippable();
    }

    void skip(long bytes) {
        if (!connection.isLettingGo()) {
            commands.skip(bytes);
        }
    }

    /** @return where it stopped: what follows is to be held back */
    private int read(byte[] bytes, int from, int to) {
        int start = from;
        int at = from;
        while (at < to) {
            int begin = at;
            at = commands.read(bytes, at, to);
            if (commands.isMalformed()) {
                connection.letGo("its client sent what is no command");
                break;
            }
            if (!commands.isComplete()) {
                unfinished(bytes, start, begin, to);
                return to;
            }
            connection.midway = false;
            CommandKind kind = commands.kind();
            if (!kind.readsArguments()) {
                connection.sendUnclear();
                if (kind == CommandKind.ORDINARY && connection.conversation.isOrdinary()) {
                    connection.expected.plain();
                } else {
                    rules.note(kind);
                }
            } else {
                connection.send(bytes, start, begin);
                start = at;
                interpret(kind, bytes, begin, at);
            }
            if (connection.isLettingGo()) {
                break;
            } else if (connection.isHoldingBack()) {
                connection.send(bytes, start, at);
                return at;
            }
        }
        connection.send(bytes, start, to);
        return to;
    }

    /** From begin on, there is a part of a command. */
    private void unfinished(byte[] bytes, int start, int begin, int to) {
        Bytes unclear = connection.unclear;
        boolean isLarge = unclear.length() + to - begin > MOST_UNFINISHED;
        if (connection.midway
                || (isLarge && commands.isKindKnown() && !commands.kind().readsArguments())) {
            connection.midway = true;
            connection.sendUnclear();
            connection.send(bytes, start, to);
            return;
        }
        connection.send(bytes, start, begin);
        unclear.append(bytes, begin, to);
        if (unclear.length() > LONGEST_COMMAND) {
            connection.letGo("its client sent a command of more than 1 MB that had to be read as a whole");
        }
    }

    private void interpret(CommandKind kind, byte[] bytes, int from, int to) {
        Bytes unclear = connection.unclear;
        if (unclear.isEmpty()) {
            rules.interpret(kind, bytes, from, to);
        } else {
            unclear.append(bytes, from, to);
            byte[] whole = unclear.take();
            rules.interpret(kind, whole, 0, whole.length);
        }
    }
}
