package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import dev.redisentra.core.auth.AuthEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a session share: what is under way on their connection, whether they take part in it still, and how they
 * write to it. Decides nothing.
 */
final class Connection {
    final Sessions sessions;
    final Expectations expected = new Expectations();
    final Conversation conversation = new Conversation();
    final Subscriptions subscriptions = new Subscriptions();
    final Reauthentication reauthentication;

    boolean resp3;
    /** {@code CLIENT TRACKING ON}. */
    boolean tracking;

    /** The beginning of a command whose end is still to come. */
    final Bytes unclear = new Bytes();
    /** The beginning of a command has gone out without its end. */
    boolean midway;

    /** What the client sent behind one of the three that follow. */
    final HeldBack heldBack = new HeldBack(HeldBack.LIMIT);
    /** A login that may have to be sent again. */
    @Nullable
    Login login;
    /** A command that blocks in slices. */
    @Nullable
    Block block;
    /** A DISCARD is out: only its answer tells whether there is still a transaction. */
    boolean discards;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Wire wire;
    private AuthEvent.@Nullable Connection name;
    private boolean lettingGo;
    private boolean passesAll;
    private boolean closed;
    private boolean wroteByItself;
    private boolean wakes;
    private long wakesAt;

    Connection(Sessions sessions, Wire wire) {
        this.sessions = sessions;
        this.wire = wire;
        this.reauthentication = new Reauthentication(sessions, this::name);
    }

    /** What it is called in events. Found when the first of them comes: Netty knows no address before it has connected. */
    AuthEvent.Connection name() {
        if (name == null) {
            String endpoint = wire.endpoint();
            name = endpoint == null
                    ? new AuthEvent.Connection(sessions.client())
                    : new AuthEvent.Connection(sessions.client(), endpoint, NUMBERS.incrementAndGet());
        }
        return name;
    }

    /** Whether what its client sends now has to wait. */
    boolean isHoldingBack() {
        return login != null || block != null || discards;
    }

    void holdBack(byte[] bytes, int from, int to) {
        if (from < to && !closed && !heldBack.append(bytes, from, to)) {
            dies("more than 1 GB of commands waited behind one that blocks");
        }
    }

    // Writing

    /** To the server. */
    void send(byte[] bytes, int from, int to) {
        if (from < to && !closed) {
            wire.toServer(bytes, from, to);
        }
    }

    /** To the server, and its client does not know of it. */
    void sendOwn(byte[] command) {
        send(command, 0, command.length);
        wroteByItself = true;
    }

    void sendUnclear() {
        if (!unclear.isEmpty()) {
            send(unclear.array(), 0, unclear.length());
            unclear.clear();
        }
    }

    /** What was held back goes out now, at a moment that its client does not know of. */
    void sendsHeldBack() {
        wroteByItself = true;
    }

    /** To the client. */
    void handOver(byte[] bytes, int from, int to) {
        if (from < to && !closed) {
            wire.toClient(bytes, from, to);
        }
    }

    void flushIfNeeded() {
        if (wroteByItself && !closed) {
            wroteByItself = false;
            wire.flush();
        }
    }

    boolean takesMore() {
        return wire.takesMore();
    }

    // Time

    void wakeAfter(Duration delay) {
        long at = sessions.nanoTime() + delay.toNanos();
        if (!wakes || at - wakesAt < 0) {
            wakes = true;
            wakesAt = at;
            wire.wakeAfter(delay);
        }
    }

    /** From any thread. A thousand connections are told at once: none of them may cost more than a timer now. */
    void renewed() {
        wire.wakeAfter(reauthentication.afterRenewal());
    }

    /** It is woken now, or so much later than it asked to be. */
    void woken(long later) {
        if (wakes && sessions.nanoTime() - wakesAt >= later) {
            wakes = false;
        }
    }

    // Its end

    boolean isClosed() {
        return closed;
    }

    void closed() {
        closed = true;
    }

    void dies(String reason) {
        closed = true;
        sessions.report(new AuthEvent.ConnectionDied(name(), reason));
        wire.close();
    }

    /** Nothing of the session's own goes out any more. */
    boolean isLettingGo() {
        return lettingGo;
    }

    /** And nothing of its own is to come any more. */
    boolean passesAll() {
        return passesAll;
    }

    void passAll() {
        passesAll = true;
    }

    /** Sends nothing of its own any more: what its client does from here on cannot be accounted for. What was, still is. */
    void letGo(String reason) {
        if (!lettingGo && !closed) {
            lettingGo = true;
            sendUnclear();
            reauthentication.stalled(reason);
        }
    }

    /** It is unknown which reply is whose. Where one is the session's own, its client would take that for its own. */
    void losesCount(String reason) {
        losesCount(reason, false);
    }

    /** The same, perhaps in the middle of a reply to the session itself. */
    void losesCount(String reason, boolean amidOwn) {
        if (closed) {
            return;
        }
        if (amidOwn || expected.hasOwn() || block != null) {
            dies(reason + ", while a reply to an AUTH was still to come");
            return;
        }
        letGo(reason);
        passesAll = true;
        byte[] refusal = login == null ? null : login.refusal();
        if (refusal != null) {
            handOver(refusal, 0, refusal.length);
        }
        login = null;
        discards = false;
        send(heldBack.array(), heldBack.from(), heldBack.to());
        heldBack.clear();
    }
}
