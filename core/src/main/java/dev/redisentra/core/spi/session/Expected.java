package dev.redisentra.core.spi.session;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** A reply that is to come and that matters to the session. Used again and again. */
final class Expected {
    /** What it answers. */
    enum Kind {
        /** The client's {@code MULTI}. */
        MULTI(false, false),
        /** The client's {@code DISCARD}. */
        DISCARD(false, true),
        /**
         * The client's {@code EXEC} of a transaction that ends the replies with its last command. The server then owes the
         * last element, and gives {@code +OK} of the {@code CLIENT REPLY ON} for it.
         */
        SILENCED_EXEC(false, true),
        /** The client's {@code HELLO} or {@code AUTH}. */
        LOGIN(false, true),
        /** The client's {@code RESET}. */
        RESET(false, true),
        /** The client's {@code CLIENT REPLY ON}, from which on there are replies again. */
        REPLIES_ON(false, true),
        /** The client's {@code SUBSCRIBE}, {@code UNSUBSCRIBE} and their like. */
        SUBSCRIPTION(false, true),
        /** The client's command that blocks and is not cut. */
        BLOCK(false, false),
        /** A slice of the client's command that blocks: the client's if it brings something or is the last, else nobody's. */
        SLICE(false, false),

        /** An AUTH of the session's own. */
        OWN_AUTH(true, false),
        /** A {@code PING} that finds out whether anybody answers. */
        OWN_PING(true, false),
        /** What a subscriber in RESP2 leaves and joins again for an AUTH. */
        OWN_SUBSCRIPTION(true, true),
        /** Where a stream ends that is to be read from its end. */
        OWN_LOOKUP(true, false),
        /** {@code ASKING} and {@code CLIENT CACHING}, again. */
        OWN_PREFIX(true, false);

        private final boolean own;
        private final boolean decides;

        Kind(boolean own, boolean decides) {
            this.own = own;
            this.decides = decides;
        }

        /** Whether no client waits for it. */
        boolean isOwn() {
            return own;
        }

        /** Whether no AUTH goes out before it: it may change who is logged in, the protocol, or what is subscribed to. */
        boolean decides() {
            return decides;
        }
    }

    long index;
    Kind kind = Kind.BLOCK;
    /** Of a login or an AUTH: what it was sent with. Null for a login that is none of ours. */
    @Nullable
    RedisCredential credential;
    /** Of a login: whether it changes who is logged in. A {@code HELLO} without AUTH does not. */
    boolean logsIn;
    /** Of a login: whether it is a {@code HELLO}, which may be refused for one part and obeyed in another. */
    boolean hello;
    /** Of a login: whether it is the session's, with what HELLO was refused. */
    boolean insteadOfHello;
    /** Of a subscription: its command, and how many confirmations are still to come; 0 for as many as there are names. */
    @Nullable
    CommandKind command;

    int confirmations;
    /** Of a MULTI, or of what makes replies certain again: the {@link Conversation}'s number for when it went out. */
    long mark;
    /** Of what blocks: for how many heartbeats at most; 0 without end. */
    long longestBlock;

    void reset(long at, Kind of) {
        index = at;
        kind = of;
        credential = null;
        logsIn = false;
        hello = false;
        insteadOfHello = false;
        command = null;
        confirmations = 0;
        mark = 0;
        longestBlock = 0;
    }
}
