package dev.redisentra.core.spi.session;

import org.jspecify.annotations.Nullable;

/** What the commands that went out mean for one that is to follow: is there a place for an AUTH, and is it answered. */
final class Conversation {
    /** MULTIs that are not answered yet, of the transaction that is open for all that is known. */
    private int begins;
    /** Whether one of its MULTIs was accepted. */
    private boolean begun;

    private long transactions;
    /** A command for the next command alone, as it went out: another one of them ends it. */
    private byte @Nullable [] prefix;

    private boolean caching;
    /** {@code CLIENT REPLY OFF}. */
    private boolean silent;
    /** {@code CLIENT REPLY SKIP}. */
    private boolean silentOnce;
    /**
     * Since either of them: whether the server obeyed shows only where replies are certain again. A reply that comes
     * although none is expected could be taken for that to an AUTH.
     */
    private boolean uncertain;

    private long silences;
    /** {@code CLIENT REPLY OFF} in the transaction that is open, which obeys it as it ends. */
    private boolean silencedByExec;
    /** That has been ended: nothing but {@code CLIENT REPLY ON} may follow. */
    private boolean execSilenced;

    void begins() {
        begins++;
    }

    /** The number of the transaction that is open. */
    long transactions() {
        return transactions;
    }

    /** A MULTI has been answered. */
    void begun(long transaction, boolean accepted) {
        if (transaction == transactions) {
            begins--;
            begun |= accepted;
        }
    }

    void ends() {
        begins = 0;
        begun = false;
        silencedByExec = false;
        transactions++;
    }

    boolean isInTransaction() {
        return begun || begins > 0;
    }

    void prefix(byte[] command, boolean isCaching) {
        prefix = command;
        caching = isCaching;
    }

    /** The prefix of the command that goes out now. */
    byte @Nullable [] takePrefix() {
        byte[] taken = prefix;
        prefix = null;
        return taken;
    }

    /** The prefix, if it is a {@code CLIENT CACHING}. */
    byte @Nullable [] caching() {
        return caching ? prefix : null;
    }

    void silent() {
        silent = true;
        uncertain();
    }

    /** Whether the server queues what goes out now, for certain. */
    boolean isQueueing() {
        return begun && begins == 0;
    }

    /** {@code CLIENT REPLY OFF} is queued. */
    void silencedByExec() {
        silencedByExec = true;
    }

    boolean isSilencedByExec() {
        return silencedByExec;
    }

    /** The transaction that has it queued is ended. */
    void execSilenced() {
        ends();
        execSilenced = true;
        silent();
    }

    boolean isExecSilenced() {
        return execSilenced;
    }

    void silentOnce() {
        silentOnce = !silent;
        uncertain();
    }

    private void uncertain() {
        uncertain = true;
        silences++;
    }

    /** How often the replies have been ended. */
    long silences() {
        return silences;
    }

    /** Replies come again from the one to this command on. */
    void speaksAgain() {
        silent = false;
        silentOnce = false;
        execSilenced = false;
    }

    /** Whether a reply may come that is not expected. */
    boolean isUncertain() {
        return uncertain;
    }

    /** That reply has come. It means nothing where they have been ended again since its command went out. */
    void certain(long silencesBefore) {
        uncertain &= silences > silencesBefore;
    }

    /** Whether the command that goes out now is answered. */
    boolean isAnswered() {
        if (silentOnce) {
            silentOnce = false;
            return false;
        }
        return !silent;
    }

    boolean isSilent() {
        return silent || silentOnce;
    }

    boolean isSilentOnce() {
        return silentOnce;
    }

    void resets() {
        ends();
        prefix = null;
        speaksAgain();
    }

    /** Whether the next command is one of many: answered once, and preceded by nothing that is meant for it. */
    boolean isOrdinary() {
        return prefix == null && !silent && !silentOnce && !silencedByExec;
    }

    /** Why no AUTH can go out now; null where one can. */
    @Nullable
    String obstacle() {
        if (isInTransaction()) {
            return "a transaction is open on it";
        } else if (uncertain) {
            return "CLIENT REPLY has ended the replies on it";
        } else if (prefix != null) {
            return "a command is to follow the last one at once";
        }
        return null;
    }
}
