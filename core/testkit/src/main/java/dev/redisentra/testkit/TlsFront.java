package dev.redisentra.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS port of one node, as on Azure. It terminates TLS and replaces the credentials that a client sends. Everything else
 * passes in both directions. It never answers by itself, except that it tells of maintenance. Thread-safe. The LocalAzure
 * closes it.
 */
final class TlsFront implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsFront.class);

    /** So many connections can arrive at once. The system reduces it to its own limit. */
    private static final int BACKLOG = 4096;

    private static final Duration TAKEN_AT_MOST = Duration.ofSeconds(10);

    private record Backend(int port, AuthRewriter.Credentials credentials, Manners manners, AuthsSeen seen) {}

    private final Executor threads;
    private final SSLContext tls;
    private final boolean privateAddress;
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();
    private final LongAdder opened = new LongAdder();
    /** Between one connection that is taken and the next, at the least. */
    private volatile Duration apart = Duration.ZERO;

    private volatile @Nullable Backend backend;
    private volatile @Nullable ServerSocket listener;
    private final int port;
    /**
     * Bound, but not listening. So the port refuses connections, and nothing else can take it. Another process could, and so
     * could a client that connects again and again: it would connect to itself.
     */
    private @Nullable Socket place;

    /**
     * Listens from now on, so that the port is known and can be announced. Closes each connection until {@link #serve}.
     *
     * @param port 0 for any free port
     */
    TlsFront(Executor threads, SSLContext tls, int port, boolean privateAddress) throws IOException {
        this.threads = threads;
        this.tls = tls;
        this.privateAddress = privateAddress;
        this.port = listen(port);
    }

    int port() {
        return port;
    }

    void serve(int port, AuthRewriter.Credentials credentials, Manners manners, AuthsSeen seen) {
        backend = new Backend(port, credentials, manners, seen);
    }

    long opened() {
        return opened.sum();
    }

    long open() {
        return connections.stream().filter(FrontConnection::entered).count();
    }

    /** Closes all connections. New ones are accepted. */
    void drop() {
        connections.forEach(FrontConnection::close);
    }

    /** Closes any one connection. Returns false if there is none. */
    boolean dropOne() {
        return connections.stream().filter(FrontConnection::entered).anyMatch(FrontConnection::close);
    }

    /** Closes those on which nothing has moved for that long. */
    void dropIdle(Duration limit) {
        connections.stream()
                .filter(connection -> connection.entered() && connection.idle().compareTo(limit) >= 0)
                .forEach(FrontConnection::close);
    }

    /** Takes new connections one after the other, so far apart. */
    void takeApart(Duration value) {
        apart = value;
    }

    /**
     * Sends this to each client that has asked to be told of maintenance.
     *
     * @return their connections
     */
    List<FrontConnection> push(byte[] notification) {
        List<FrontConnection> told =
                connections.stream().filter(FrontConnection::wantsNotifications).toList();
        told.forEach(connection -> connection.push(notification));
        return told;
    }

    /** Stops passing bytes on all connections. Returns how many connections that were. */
    long silence() {
        List<FrontConnection> now =
                connections.stream().filter(FrontConnection::entered).toList();
        now.forEach(FrontConnection::fallSilent);
        return now.size();
    }

    /** Closes all connections and refuses new ones, until {@link #accept}. */
    synchronized void refuse() {
        ServerSocket socket = listener;
        listener = null;
        if (socket != null) {
            FrontConnection.close(socket);
            place = keep(port);
        }
        drop();
    }

    private static @Nullable Socket keep(int port) {
        Socket bound = new Socket();
        try {
            bound.setReuseAddress(true);
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return bound;
        } catch (IOException e) {
            log.debug("Port {} is left to chance: {}", port, e.toString());
            FrontConnection.close(bound);
            return null;
        }
    }

    private void leave() {
        Socket bound = place;
        place = null;
        if (bound != null) {
            FrontConnection.close(bound);
        }
    }

    /** Waits for its port. A process that another test is starting now can hold this process's ports for an instant. */
    synchronized void accept() {
        if (listener == null) {
            leave();
            Deadline.after(TAKEN_AT_MOST).await("port " + port + " is free again", this::listensAgain);
        }
    }

    private boolean listensAgain() {
        try {
            listen(port);
            return true;
        } catch (BindException e) {
            log.debug("Port {} is taken: {}", port, e.toString());
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port + " cannot be listened at again", e);
        }
    }

    @Override
    public synchronized void close() {
        refuse();
        leave();
    }

    private int listen(int at) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), BACKLOG);
        } catch (IOException e) {
            FrontConnection.close(socket);
            throw e;
        }
        listener = socket;
        threads.execute(() -> take(socket));
        return socket.getLocalPort();
    }

    private void take(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                enter(socket, socket.accept());
                Deadline.pause(apart);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    log.warn("Port {} takes no connections any more: {}", port, e.toString());
                    return;
                }
            } catch (RejectedExecutionException e) {
                log.debug("A client came while the front was closed: {}", e.toString());
            }
        }
    }

    private void enter(ServerSocket by, Socket client) {
        Backend to = backend;
        if (to == null) {
            FrontConnection.close(client);
            return;
        }
        AuthRewriter rewriter = new AuthRewriter(to.credentials, to.manners, to.seen);
        FrontConnection connection = new FrontConnection(
                client,
                tls.getSocketFactory(),
                to.port,
                rewriter,
                new ReplyWords(privateAddress, to.credentials::refusalText),
                to.manners.notifies(),
                opened::increment,
                connections::remove);
        connections.add(connection);
        if (by == listener) {
            threads.execute(() -> connection.serve(threads));
        } else {
            // Accepted while the front was told to refuse: the code that closed the others may not have seen it.
            connection.close();
        }
    }
}
