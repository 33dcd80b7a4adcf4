package dev.redisentra.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;

import dev.redisentra.core.spi.session.Session;
import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.core.spi.session.Wire;
import org.jspecify.annotations.Nullable;

/**
 * One connection's session, between the streams of its owner and those of TLS. Its owner reads and writes on threads of its
 * own, and is who waits for the server; {@link WakeThread} sees to it when the owner does neither, and waits for nothing.
 *
 * <p>Two locks. {@code reading} is held by the thread that reads from TLS, for as long as that waits. {@code lock} guards the
 * session, and with it what is written; who holds it never waits for anything to be sent by the server. {@code reading} is
 * taken first where both are.
 */
final class SessionWire implements Wire {
    /** What comes to an AUTH or a PING on a connection that nobody reads is looked for after 2, 8, 32, 128 and 512 ms. */
    private static final int LOOKS = 5;

    /** For the rest of a TLS record of which the beginning is there. */
    private static final int REST_OF_RECORD_MILLIS = 20;

    /** Finds out whether the connection has ended: that is read at once. */
    private static final int GLANCE_MILLIS = 1;

    private static final int GRAIN_MILLIS = 250;

    /** So long a read waits before it reads the clock, which takes 30 ns. Most answers come sooner. */
    private static final int BEFORE_CLOCK_MILLIS = 100;

    private static final int CHUNK = 8_192;

    /** A write of a chunk that the server does not take for this long never ends. */
    private static final Duration MOST_STUCK = Duration.ofSeconds(30);

    private static final Duration STUCK_LOOK = Duration.ofSeconds(5);

    /** An owner that leaves more than this unread is left to the server to deal with. */
    private static final int MOST_UNREAD = 65_536;

    private static final long NEVER = Long.MAX_VALUE;

    private static final long UNKNOWN = Long.MIN_VALUE;

    /** Of no key. */
    private static final byte[] EMPTY_INVALIDATION =
            ">2\r\n$10\r\ninvalidate\r\n*0\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLSocket tls;
    private final Socket carrier;
    private final InputStream in;
    private final OutputStream out;
    private final WakeThread thread;
    private final LongSupplier nanoTime;
    private final long origin;
    private final Session session;

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();

    /** Whether the holder of the lock is to wake the session before it lets go of it. */
    private final AtomicBoolean toWake = new AtomicBoolean();
    /** When the session wants to be woken next, for an owner that waits for the server. */
    private volatile long nextWake = NEVER;
    /** When the lock could not be had for the first time since it could. */
    private volatile long stuckSince = NEVER;

    private final AtomicBoolean closed = new AtomicBoolean();
    /** The owner's. */
    private volatile int timeoutMillis;

    // Guarded by lock.
    private final Inbox inbox = new Inbox();
    /** For a look without the lock. */
    private volatile int unread;

    /** What is too long to be written where that must not wait. */
    private final Inbox unsent = new Inbox();

    private byte @Nullable [] sending;
    private byte @Nullable [] target;
    private int delivered;
    private boolean wroteOwn;
    private @Nullable IOException failure;
    /** Something has been taken out since its owner was last given anything. */
    private volatile boolean tookOut;

    // Guarded by reading.
    private boolean ended;
    private int appliedMillis;

    /**
     * @param tls after its handshake
     * @param carrier what TLS stands on
     */
    SessionWire(SSLSocket tls, Socket carrier, Sessions sessions, WakeThread thread, LongSupplier nanoTime)
            throws IOException {
        this.tls = tls;
        this.carrier = carrier;
        this.thread = thread;
        this.nanoTime = nanoTime;
        origin = nanoTime.getAsLong();
        in = tls.getInputStream();
        out = tls.getOutputStream();
        appliedMillis = tls.getSoTimeout();
        timeoutMillis = appliedMillis;
        thread.join();
        lock.lock(); // it may be woken before it is there
        try {
            session = sessions.open(this);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable String endpoint() {
        return carrier.getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : null;
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }

    // For the owner

    void send(byte[] bytes, int from, int length) throws IOException {
        int end = from + length;
        for (int at = from; at < end; at += CHUNK) {
            sendChunk(bytes, at, Math.min(end, at + CHUNK));
        }
    }

    private void sendChunk(byte[] bytes, int from, int to) throws IOException {
        lock.lock();
        try {
            checkOpen();
            sending = bytes;
            session.sent(bytes, from, to);
            writeUnsent();
            if (failure != null) {
                throw failure;
            }
        } finally {
            sending = null;
            unlock();
        }
    }

    private void checkOpen() throws SocketException {
        if (closed.get()) {
            throw new SocketException("The connection has been closed");
        }
    }

    /** Reads what is the owner's, and waits for it up to its time-out. Tells how many bytes there were; -1 at the end. */
    int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long deadline = UNKNOWN;
        reading.lock(); // which the other thread gives back at once
        try {
            while (true) {
                int given = takeUnread(bytes, from, length);
                if (given > 0) {
                    return given;
                } else if (ended) {
                    return -1;
                }
                int read = deadline == UNKNOWN ? readSoon(bytes, from, length) : readTls(bytes, from, length, deadline);
                if (read > 0) {
                    given = receive(bytes, from, read);
                    if (given > 0) {
                        return given;
                    }
                } else if (read < 0) {
                    checkOpen(); // the end that its owner made is none of the server's
                    ended = true;
                    release();
                }
                if (deadline == UNKNOWN) {
                    deadline = deadline(read == 0 ? BEFORE_CLOCK_MILLIS : 0);
                }
            }
        } finally {
            reading.unlock();
        }
    }

    private int takeUnread(byte[] bytes, int from, int length) {
        if (unread == 0 && !tookOut) {
            return 0;
        }
        lock.lock();
        try {
            if (inbox.isEmpty() && tookOut && session.isTracking() && session.isAnswered()) {
                // Jedis's cache looks for bytes below TLS and takes them for invalidations: it would wait for one now.
                inbox.append(EMPTY_INVALIDATION, 0, EMPTY_INVALIDATION.length);
            }
            tookOut = false;
            int taken = inbox.take(bytes, from, length);
            unread = inbox.length();
            return taken;
        } finally {
            unlock();
        }
    }

    /** Waits for a while, without a look at the clock. Tells 0 where nothing came. */
    private int readSoon(byte[] bytes, int from, int length) throws IOException {
        boolean isAll = timeoutMillis > 0 && timeoutMillis <= BEFORE_CLOCK_MILLIS;
        timeout(isAll ? timeoutMillis : BEFORE_CLOCK_MILLIS);
        try {
            return in.read(bytes, from, length);
        } catch (SocketTimeoutException e) {
            if (isAll) {
                throw e;
            }
            return 0;
        }
    }

    private long deadline(int waitedMillis) {
        return timeoutMillis == 0 ? NEVER : now() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis - waitedMillis);
    }

    /** Waits until the deadline, or until the session wants to be woken: then it is, and nothing has been read. */
    private int readTls(byte[] bytes, int from, int length, long deadline) throws IOException {
        long now = now();
        long until = Math.min(deadline, nextWake);
        if (until == NEVER) {
            timeout(0);
        } else {
            timeoutWithin(millis(until - now));
        }
        try {
            return in.read(bytes, from, length);
        } catch (SocketTimeoutException e) {
            if (deadline != NEVER && now() - deadline >= 0) {
                throw e;
            }
            toWake.set(true);
            lock.lock();
            unlock();
            return 0;
        }
    }

    private static int millis(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1));
    }

    /** Sooner does no harm: it is set again for some reads together. */
    private void timeoutWithin(int millis) throws SocketException {
        if (appliedMillis == 0
                || appliedMillis > millis
                || appliedMillis < Math.max(millis / 2, millis - 2 * GRAIN_MILLIS)) {
            timeout(millis <= GRAIN_MILLIS ? millis : millis - millis % GRAIN_MILLIS);
        }
    }

    private void timeout(int millis) throws SocketException {
        if (millis != appliedMillis) {
            tls.setSoTimeout(millis);
            appliedMillis = millis;
        }
    }

    /** @return how much of it is the owner's, which then stands at the beginning */
    private int receive(byte[] bytes, int from, int length) {
        lock.lock();
        try {
            target = bytes;
            delivered = from;
            session.received(bytes, from, from + length);
            tookOut |= delivered == from;
            return delivered - from;
        } finally {
            target = null;
            unlock();
        }
    }

    int available() throws IOException {
        if (reading.tryLock()) {
            try {
                while (unread == 0 && in.available() > 0 && readWithin(REST_OF_RECORD_MILLIS)) {
                    // until there is something of the owner's
                }
            } finally {
                reading.unlock();
            }
        }
        return unread;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    void setTimeoutMillis(int millis) {
        timeoutMillis = millis;
    }

    /** By its owner. */
    void end() throws IOException {
        try {
            tls.close();
        } finally {
            release();
        }
    }

    // For the session, under the lock

    @Override
    public void toServer(byte[] bytes, int from, int to) {
        wroteOwn |= bytes != sending;
        if (!unsent.isEmpty() || (to - from > CHUNK && WakeThread.isCurrent())) {
            unsent.append(bytes, from, to); // as of a subscriber in RESP2 that leaves and joins a thousand channels
            return;
        }
        write(bytes, from, to);
    }

    private void write(byte[] bytes, int from, int to) {
        if (failure == null) {
            try {
                out.write(bytes, from, to - from);
            } catch (IOException e) {
                failure = e;
                if (WakeThread.isCurrent()) {
                    close();
                }
            }
        }
    }

    private void writeUnsent() {
        if (!unsent.isEmpty() && !WakeThread.isCurrent()) {
            byte[] all = new byte[unsent.length()];
            write(all, 0, unsent.take(all, 0, all.length));
        }
    }

    @Override
    public void toClient(byte[] bytes, int from, int to) {
        if (bytes == target && inbox.isEmpty()) {
            if (from != delivered) {
                System.arraycopy(bytes, from, bytes, delivered, to - from);
            }
            delivered += to - from;
        } else {
            inbox.append(bytes, from, to);
            unread = inbox.length();
        }
    }

    @Override
    public boolean takesMore() {
        // Who has answered all has read all: a command fits in what is free then.
        return !WakeThread.isCurrent() || session.isAnswered();
    }

    @Override
    public void flush() {
        // TLS keeps nothing back.
    }

    @Override
    public void wakeAfter(Duration delay) {
        long at = now() + delay.toNanos();
        if (at < nextWake) {
            nextWake = at;
        }
        thread.after(delay, this::wake);
    }

    /** The session has given it up. Its owner learns of it when it next reads or writes. */
    @Override
    public void close() {
        closeQuietly(carrier); // without a word to a server that may not read it
        closeQuietly(tls);
        release();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyLost) {
            // as it was to be
        }
    }

    private void release() {
        if (closed.compareAndSet(false, true)) {
            lock.lock();
            try {
                session.closed();
            } finally {
                lock.unlock();
            }
            thread.leave();
        }
    }

    /** Lets go of the lock; on the way, does what there was to be done under it. */
    private void unlock() {
        do {
            try {
                if (toWake.get() && toWake.getAndSet(false)) {
                    nextWake = NEVER;
                    session.wake();
                }
                writeUnsent();
                if (stuckSince != NEVER) {
                    stuckSince = NEVER;
                }
                if (wroteOwn) {
                    wroteOwn = false;
                    lookLater(1);
                }
            } finally {
                lock.unlock();
            }
        } while (toWake.get() && lock.tryLock());
    }

    // On the other thread

    private void wake() {
        look(true);
        toWake.set(true);
        if (lock.tryLock()) {
            unlock();
        } else if (!closed.get()) { // the owner does it, when it lets go of the lock
            long now = now();
            if (stuckSince == NEVER) {
                stuckSince = now;
            } else if (now - stuckSince > MOST_STUCK.toNanos()) {
                close();
                return;
            }
            thread.after(STUCK_LOOK, this::wake);
        }
    }

    private void lookLater(int attempt) {
        if (attempt <= LOOKS) {
            thread.after(Duration.ofMillis(1L << (2 * attempt - 1)), () -> {
                if (look(attempt == LOOKS)) {
                    lookLater(attempt + 1);
                }
            });
        }
    }

    /**
     * Reads what has come, where no owner does.
     *
     * @param closely finds out, too, whether the connection has ended
     * @return whether something is still to come
     */
    private boolean look(boolean closely) {
        if (closed.get() || !reading.tryLock()) {
            return !closed.get();
        }
        try {
            if (!lock.tryLock()) {
                return true;
            }
            try {
                readWhatIsThere(closely);
                return !session.isAnswered();
            } catch (IOException lost) {
                ended = true;
                close();
                return false;
            } finally {
                unlock();
            }
        } finally {
            reading.unlock();
        }
    }

    private void readWhatIsThere(boolean closely) throws IOException {
        if (session.isTracking() && !inbox.isEmpty() && !closely) {
            return; // what it looks for is there for the owner to find
        }
        while (isReadable() && inbox.length() < MOST_UNREAD) {
            if (!readWithin(REST_OF_RECORD_MILLIS)) {
                break;
            }
        }
        if (isReadable()) {
            session.receivedUnread(0);
        } else if (closely && !session.isAnswered() && !closed.get()) {
            readWithin(GLANCE_MILLIS);
        }
        if (session.isTracking() && !inbox.isEmpty()) {
            // Jedis's cache looks below TLS, where the invalidations are no more: an answer is to lie there instead.
            session.ping();
        }
    }

    private boolean isReadable() throws IOException {
        return !closed.get()
                && (in.available() > 0
                        || (carrier != tls && carrier.getInputStream().available() > 0));
    }

    /** @return whether anything came */
    private boolean readWithin(int millis) throws IOException {
        timeout(millis);
        byte[] chunk = new byte[CHUNK];
        int read;
        try {
            read = in.read(chunk);
        } catch (SocketTimeoutException nothing) {
            return false;
        }
        if (read < 0) {
            ended = true;
            close();
            return false;
        }
        lock.lock();
        try {
            session.received(chunk, 0, read);
            tookOut |= inbox.isEmpty();
        } finally {
            unlock();
        }
        return true;
    }
}
