package dev.redisentra.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;

import dev.redisentra.core.spi.session.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * A TLS socket whose streams carry the session, from the first byte after the handshake on.
 *
 * <p>That it is closed or shut down it says only when its owner has done it: of one that has been lost while it lay idle,
 * Jedis would make another by itself, and use that without a login.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // who closes it waits for nobody
final class SessionSocket extends DelegatingSocket {
    private final SSLSocket tls;
    private final Socket carrier;
    private final Sessions sessions;
    private final WakeThread thread;
    private final LongSupplier nanoTime;
    private final InputStream in = new In();
    private final OutputStream out = new Out();

    private final ReentrantLock starting = new ReentrantLock();
    private volatile @Nullable SessionWire wire;
    private volatile boolean closed;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;

    /** @param carrier what TLS stands on */
    SessionSocket(SSLSocket tls, Socket carrier, Sessions sessions, WakeThread thread, LongSupplier nanoTime) {
        super(tls);
        this.tls = tls;
        this.carrier = carrier;
        this.sessions = sessions;
        this.thread = thread;
        this.nanoTime = nanoTime;
    }

    private SessionWire wire() throws IOException {
        SessionWire started = wire;
        return started == null ? start() : started;
    }

    private SessionWire start() throws IOException {
        starting.lock();
        try {
            SessionWire started = wire;
            if (started == null) {
                tls.startHandshake();
                started = new SessionWire(tls, carrier, sessions, thread, nanoTime);
                wire = started;
                if (closed) {
                    started.end();
                }
            }
            return started;
        } finally {
            starting.unlock();
        }
    }

    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return wire().read(bytes, from, length);
        }

        @Override
        public int available() throws IOException {
            SessionWire started = wire;
            return started == null ? 0 : started.available();
        }

        @Override
        public void close() throws IOException {
            SessionSocket.this.close();
        }
    }

    private final class Out extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            wire().send(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            SessionSocket.this.close();
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        SessionWire started = wire;
        return started == null ? tls.getSoTimeout() : started.timeoutMillis();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        SessionWire started = wire;
        if (started == null) {
            tls.setSoTimeout(millis);
        } else {
            started.setTimeoutMillis(millis);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        SessionWire started = wire;
        if (started == null) {
            tls.close();
        } else {
            started.end();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void shutdownInput() throws IOException {
        inputShutdown = true;
        tls.shutdownInput();
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public void shutdownOutput() throws IOException {
        outputShutdown = true;
        tls.shutdownOutput();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }
}
