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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private volatile boolean silent;
    /** From the end of the handshake on. */
    private volatile @Nullable SSLSocket tls;

    FrontConnection(
            Socket client,
            SSLSocketFactory factory,
            int backendPort,
            AuthRewriter rewriter,
            ReplyWords words,
            Runnable onEntered,
            Consumer<FrontConnection> onClosed) {
        this.client = client;
        this.factory = factory;
        this.backendPort = backendPort;
        this.rewriter = rewriter;
        this.words = words;
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
        writing.lock();
        try {
            words.pass(bytes, length, to.getOutputStream());
        } finally {
            writing.unlock();
        }
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
