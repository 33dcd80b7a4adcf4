package dev.redisentra.jedis;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.ResponseKeyword;

/**
 * What was said on a connection, and what is still to be answered: which reply is the one to an AUTH of ours, and
 * whether another AUTH may be sent. Replies come in the order of their commands; pushes come at any time and answer to
 * none. No I/O; guarded by its connection's lock, apart from {@link #answeredOwner}.
 */
final class Exchange {
    private static final List<byte[]> CONFIRMATIONS = List.of(
            ResponseKeyword.SUBSCRIBE.getRaw(),
            ResponseKeyword.PSUBSCRIBE.getRaw(),
            ResponseKeyword.SSUBSCRIBE.getRaw());

    /** AUTHs without an answer yet; more than one where an owner leaves replies unread across renewals. */
    private final Queue<Auth> auths = new ArrayDeque<>();
    /** So many replies are the owner's before the answer to the next AUTH; more than ever come where none is awaited. */
    private volatile long ownersUntil = Long.MAX_VALUE;

    private long sent;
    /** Written by who reads. */
    private final AtomicLong answered = new AtomicLong();

    private boolean inTransaction;
    private boolean asking;
    private boolean subscribed;
    /** Not every command is answered, or not by one reply. */
    private boolean uncounted;

    private long unconfirmed;

    /** Notes that a command of the owner's goes out. */
    void sent(CommandKind kind, int size) {
        asking = kind == CommandKind.ASKS;
        switch (kind) {
            case ORDINARY, ASKS -> sent++;
            case BEGINS_TRANSACTION -> {
                inTransaction = true;
                sent++;
            }
            case ENDS_TRANSACTION -> {
                inTransaction = false;
                sent++;
            }
            case SUBSCRIBES -> {
                subscribed = true;
                unconfirmed += size - 1;
            }
            case UNSUBSCRIBES -> subscribed = true;
            case MONITORS, SILENCES -> uncounted = true;
        }
    }

    /** Notes that an AUTH of ours goes out. */
    void sentAuth(Auth auth) {
        auths.add(auth);
        ownersUntil = auths.element().after();
    }

    /** For an AUTH that goes out now. */
    Auth auth(RedisCredential credential) {
        return new Auth(credential, sent);
    }

    /** Whether all is answered that does not belong to a subscription. */
    boolean isAnswered() {
        return auths.isEmpty() && answered.get() == sent;
    }

    /**
     * Notes a reply if it can be the owner's alone, as nearly all are. For the owner, without the lock, which would be the
     * dearest part of ours in a long pipeline. An AUTH is noted before it goes out, and so before its answer can have been
     * read.
     *
     * @return whether it was noted
     */
    boolean answeredOwner() {
        long before = answered.get();
        if (before == sent || before >= ownersUntil) {
            return false;
        }
        answered.lazySet(before + 1); // who reads next takes the lock first, or is the owner
        return true;
    }

    /** Notes a reply, and gives the AUTH that it answers; null for one to the owner. */
    @Nullable
    Auth answered() {
        Auth next = auths.peek();
        if (next != null && next.after() == answered.get()) {
            auths.remove();
            ownersUntil = auths.isEmpty() ? Long.MAX_VALUE : auths.element().after();
            return next;
        }
        if (answered.get() < sent) {
            answered.lazySet(answered.get() + 1);
        } else {
            unconfirmed = 0; // the one reply that is not counted on: a refused subscription
        }
        return null;
    }

    /** Notes a push. */
    void pushed(byte @Nullable [] type) {
        if (unconfirmed > 0 && CONFIRMATIONS.stream().anyMatch(kind -> Arrays.equals(kind, type))) {
            unconfirmed--;
        }
    }

    /**
     * Whether an AUTH that goes out now is executed at once, and its answer told from the others. MULTI would queue it, and
     * ASKING would be for it instead of what follows; and while a subscription in RESP3 may still be refused, that refusal
     * could be taken for its answer.
     */
    boolean admitsAuth(boolean resp3) {
        return !inTransaction && !asking && !uncounted && !(resp3 && unconfirmed > 0);
    }

    /** Whether an AUTH is not answered yet. */
    boolean awaitsAuth() {
        return !auths.isEmpty();
    }

    /** Whether nothing is to come that the owner has asked for. */
    boolean hasNothingForOwner() {
        return answered.get() == sent && !subscribed && !uncounted;
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    /**
     * Whether the connection can serve another owner, who would otherwise take this one's replies for their own. One that
     * was subscribed cannot: messages may still be on their way.
     */
    boolean isOver() {
        return hasNothingForOwner() && !inTransaction && !asking;
    }

    /**
     * An AUTH that was sent.
     *
     * @param credential what it logs in with
     * @param after the number of the owner's commands that were sent before it
     */
    record Auth(RedisCredential credential, long after) {}
}
