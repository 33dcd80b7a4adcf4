package dev.redisentra.core.spi.session;

import java.util.Arrays;
import java.util.List;

/** What each command of the client's means for the session: which reply is to come, and what may follow it. */
final class CommandRules {
    private final Connection connection;
    private final Slices slices;
    private final Handshake handshake;
    private final Expectations expected;
    private final Conversation conversation;

    CommandRules(Connection connection, Slices slices, Handshake handshake) {
        this.connection = connection;
        this.slices = slices;
        this.handshake = handshake;
        this.expected = connection.expected;
        this.conversation = connection.conversation;
    }

    /** A command that goes out, and of which the name says all. */
    void note(CommandKind kind) {
        if (breaksSilence(kind)) {
            return;
        }
        switch (kind.role()) {
            case RESET -> resets();
            case STREAMS -> connection.letGo("what follows a " + kind + " answers no command");
            default -> noteTheRest(kind);
        }
    }

    private void resets() {
        if (conversation.isSilentOnce()) { // which depends on the server's version
            connection.letGo("its client sent RESET where its answer cannot be told");
        }
        conversation.resets();
        expected.add(Expected.Kind.RESET).mark = conversation.silences();
    }

    private void noteTheRest(CommandKind kind) {
        conversation.takePrefix();
        boolean answered = conversation.isAnswered();
        switch (kind.role()) {
            case BEGINS_TRANSACTION -> begins(answered);
            case EXECUTES -> executes(answered);
            case DISCARDS -> discards(answered);
            case WAITS -> waits(answered);
            default -> plain(answered);
        }
    }

    private void plain(boolean answered) {
        if (answered) {
            expected.plain();
        }
    }

    private void begins(boolean answered) {
        conversation.begins();
        if (answered) {
            expected.add(Expected.Kind.MULTI).mark = conversation.transactions();
        }
    }

    private void executes(boolean answered) {
        if (conversation.isSilencedByExec()) {
            conversation.execSilenced();
            expected.add(Expected.Kind.SILENCED_EXEC).mark = conversation.silences();
        } else {
            conversation.ends();
            plain(answered);
        }
    }

    private void discards(boolean answered) {
        if (answered && conversation.isInTransaction()) {
            connection.discards = true; // what follows is queued, or is not
            expected.add(Expected.Kind.DISCARD);
        } else {
            conversation.ends();
            plain(answered);
        }
    }

    private void waits(boolean answered) {
        if (answered && !conversation.isQueueing()) {
            expected.add(Expected.Kind.BLOCK);
        } else {
            plain(answered);
        }
    }

    /** A command that is to go out, and of which the arguments matter. */
    void interpret(CommandKind kind, byte[] bytes, int from, int to) {
        List<byte[]> words = Resp.words(bytes, from, to);
        boolean speaksAgain =
                words.size() == 3 && Resp.isWord(words.get(1), "REPLY") && Resp.isWord(words.get(2), "ON");
        if (!(conversation.isExecSilenced() && kind == CommandKind.CLIENT && speaksAgain) && breaksSilence(kind)) {
            connection.send(bytes, from, to);
            return;
        }
        switch (kind.role()) {
            case LOGIN -> {
                handshake.logsIn(kind, words);
                connection.send(bytes, from, to);
            }
            case ASKING -> {
                note(CommandKind.ORDINARY);
                prefix(bytes, from, to, false);
                connection.send(bytes, from, to);
            }
            case CLIENT -> client(words, bytes, from, to);
            case SUBSCRIBES, UNSUBSCRIBES -> subscribes(kind, words, bytes, from, to);
            case BLOCKS -> slices.blocks(kind, words, bytes, from, to);
            default -> throw new IllegalStateException(kind + " has no arguments that matter");
        }
    }

    /**
     * Whether this comes between a {@code CLIENT REPLY OFF} in a transaction and its EXEC, or between that and the {@code CLIENT
     * REPLY ON}: nothing can be counted then.
     */
    private boolean breaksSilence(CommandKind kind) {
        boolean ends = kind.role() == CommandKind.Role.EXECUTES || kind.role() == CommandKind.Role.DISCARDS;
        if (conversation.isExecSilenced() || (conversation.isSilencedByExec() && !ends)) {
            connection.letGo("its client sent CLIENT REPLY in a transaction, and " + kind + " after it");
            return true;
        }
        return false;
    }

    private void prefix(byte[] bytes, int from, int to, boolean caching) {
        if (!conversation.isQueueing()) { // where it would be for no other; a MULTI may still be refused
            conversation.prefix(Arrays.copyOfRange(bytes, from, to), caching);
        }
    }

    private void client(List<byte[]> words, byte[] bytes, int from, int to) {
        if (words.size() == 3 && Resp.isWord(words.get(1), "CACHING")) {
            note(CommandKind.ORDINARY);
            prefix(bytes, from, to, true);
        } else {
            byte[] caching = conversation.caching();
            if (words.size() == 3 && Resp.isWord(words.get(1), "REPLY")) {
                conversation.takePrefix();
                reply(words.get(2));
            } else {
                if (words.size() >= 3 && Resp.isWord(words.get(1), "TRACKING")) {
                    connection.tracking = Resp.isWord(words.get(2), "ON");
                }
                note(CommandKind.ORDINARY);
            }
            if (caching != null) { // any CLIENT command leaves that to the one after it
                conversation.prefix(caching, true);
            }
        }
        connection.send(bytes, from, to);
    }

    private void reply(byte[] mode) {
        if (conversation.isExecSilenced()) {
            conversation.speaksAgain(); // the EXEC's answer has its own in it
        } else if (conversation.isQueueing() && Resp.isWord(mode, "OFF")) {
            conversation.silencedByExec();
            expected.plain();
        } else if (conversation.isInTransaction()) {
            connection.letGo("its client sent CLIENT REPLY in a transaction");
        } else if (Resp.isWord(mode, "OFF")) {
            conversation.silent();
        } else if (Resp.isWord(mode, "SKIP")) {
            conversation.silentOnce();
        } else if (Resp.isWord(mode, "ON") && conversation.isUncertain()) {
            conversation.speaksAgain();
            expected.add(Expected.Kind.REPLIES_ON).mark = conversation.silences();
        } else {
            note(CommandKind.ORDINARY);
        }
    }

    private void subscribes(CommandKind kind, List<byte[]> words, byte[] bytes, int from, int to) {
        if (conversation.isInTransaction() || conversation.isSilent()) {
            connection.letGo("its client sent %s where its confirmations cannot be told".formatted(kind));
        } else {
            conversation.takePrefix();
            Expected reply = expected.add(Expected.Kind.SUBSCRIPTION);
            reply.command = kind;
            reply.confirmations = words.size() - 1;
        }
        connection.send(bytes, from, to);
    }
}
