package dev.redisentra.testkit;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection, and the kit's connection to the server for it. Each direction has a thread. A slow end slows the
 * other end down, so nothing accumulates in between. When one end closes, its last bytes are delivered, and then the other
 * end is closed.
 */
final class FrontConnection {
    private static final Logger log = LoggerFactory.getLogger(FrontConnection.class);

    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int HANDSHAKE_MILLIS = 10_000;
    /** How long a reply that is being written may take to end, if its client reads. */
    private static final long GOODBYE_MILLIS = 200;

    private final Socket client;
    private final SSLSocketFactory factory;
    private final int backendPort;
    private final AuthRewriter rewriter;
    private final Runnable onEntered;
    private final Consumer<FrontConnection> onClosed;
    private final ReplyWords words;
    private final Socket backend = new Socket();
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long movedAt = System.nanoTime();
    /** Guarded by {@code writing}; null where nothing is ever put between two replies. */
    private final @Nullable ReplyEnds ends;
    /** What is to be put between two replies. */
    private final AtomicReference<byte @Nullable []> push = new AtomicReference<>();

    private volatile boolean silent;
    /** From the end of the handshake on. */
    private volatile @Nullable SSLSocket tls;

    FrontConnection(
            Socket client,
            SSLSocketFactory factory,
            int backendPort,
            AuthRewriter rewriter,
            ReplyWords words,
            boolean notifies,
            Runnable onEntered,
            Consumer<FrontConnection> onClosed) {
        this.client = client;
        this.factory = factory;
        this.backendPort = backendPort;
        this.rewriter = rewriter;
        this.words = words;
        this.ends = notifies ? new ReplyEnds() : null;
        this.onEntered = onEntered;
        this.onClosed = onClosed;
    }

    /** Whether the TLS handshake is done. */
    boolean entered() {
        return tls != null;
    }

    /** Runs until the connection ends. It needs its own thread, and takes one of {@code threads} for the replies. */
    void serve(Executor threads) {
        try {
            SSLSocket secured = handshake();
            tls = secured;
            onEntered.run();
            backend.setTcpNoDelay(true);
            backend.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), backendPort), CONNECT_MILLIS);
            threads.execute(() -> passReplies(secured));
            passCommands(secured);
        } catch (IOException | RejectedExecutionException e) {
            log.debug("A client's connection ends: {}", e.toString());
        } finally {
            close();
        }
    }

    private SSLSocket handshake() throws IOException {
        client.setTcpNoDelay(true);
        client.setSoTimeout(HANDSHAKE_MILLIS);
        SSLSocket secured = (SSLSocket) factory.createSocket(client, null, true);
        secured.startHandshake();
        secured.setSoTimeout(0);
        return secured;
    }

    private void passCommands(SSLSocket from) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = new BufferedOutputStream(backend.getOutputStream(), BUFFER);
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            if (!silent) {
                movedAt = System.nanoTime();
                rewriter.rewrite(ByteBuffer.wrap(buffer, 0, length), out);
                out.flush();
            }
        }
    }

    /** Every byte passes unchanged, except for words that are replaced. */
    private void passReplies(SSLSocket to) {
        try {
            InputStream in = backend.getInputStream();
            byte[] buffer = new byte[BUFFER];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!silent) {
                    write(to, buffer, length);
                }
            }
        } catch (IOException e) {
            log.debug("A connection to the server ends: {}", e.toString());
        } finally {
            if (!silent) {
                close();
            }
        }
    }

    private void write(SSLSocket to, byte[] bytes, int length) throws IOException {
        movedAt = System.nanoTime();
        writing.lock();
        try {
            int passed = ends == null ? 0 : passWithPush(ends, bytes, length, to.getOutputStream());
            pass(bytes, passed, length, to.getOutputStream());
        } finally {
            writing.unlock();
        }
        if (ends != null) {
            pushBetweenReplies(ends, to);
        }
    }

    /** If there is something to put between two replies, passes those before, and that; gives how much is passed. */
    private int passWithPush(ReplyEnds replies, byte[] bytes, int length, OutputStream out) throws IOException {
        int passed = 0;
        for (int at = 0; at < length; ) {
            at = replies.next(bytes, at, length);
            if (push.get() != null && replies.isAtEnd()) {
                pass(bytes, passed, at, out);
                writePush(out);
                passed = at;
            }
        }
        return passed;
    }

    private void pass(byte[] bytes, int from, int to, OutputStream out) throws IOException {
        words.pass(from == 0 ? bytes : Arrays.copyOfRange(bytes, from, to), to - from, out);
    }

    private void writePush(OutputStream out) throws IOException {
        byte[] now = push.getAndSet(null);
        if (now != null) {
            out.write(now);
        }
    }

    /** If another thread writes at the moment, that one does it. */
    private void pushBetweenReplies(ReplyEnds replies, SSLSocket to) throws IOException {
        while (push.get() != null && writing.tryLock()) {
            try {
                if (!replies.isAtEnd()) {
                    return; // behind the rest of that reply
                }
                writePush(to.getOutputStream());
            } finally {
                writing.unlock();
            }
        }
    }

    /** Whether its client has asked to be told of maintenance. */
    boolean wantsNotifications() {
        return ends != null && rewriter.wantsNotifications();
    }

    /** Puts this between two replies: now, or behind the one that is under way. Waits for nobody. */
    void push(byte[] bytes) {
        SSLSocket secured = tls;
        if (secured == null || silent || ends == null) {
            return;
        }
        push.set(bytes);
        try {
            pushBetweenReplies(ends, secured);
        } catch (IOException e) {
            log.debug("A client was gone already: {}", e.toString());
        }
    }

    /** For how long nothing has moved, in either direction. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - movedAt);
    }

    /** Stops passing bytes in both directions. The client is not told, even if the server closes the connection. */
    void fallSilent() {
        silent = true;
    }

    /** Returns whether it was open. */
    boolean close() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        SSLSocket secured = tls;
        if (secured != null) {
            sayGoodbye(secured);
        }
        close(client);
        close(backend);
        onClosed.accept(this);
        return true;
    }

    /** Sends the close message of TLS. It is left out if the client has stopped reading, because writing would then wait. */
    private void sayGoodbye(SSLSocket secured) {
        try {
            if (writing.tryLock(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    secured.shutdownOutput();
                } finally {
                    writing.unlock();
                }
            }
        } catch (IOException e) {
            log.debug("A client was gone already: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("A socket did not close: {}", e.toString());
        }
    }
}
