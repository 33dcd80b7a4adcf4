package dev.redisentra.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards ports of this machine's other addresses to the same ports on loopback. The kit itself listens on loopback only.
 * Others reach it only if its process was told to open relays, as in a container. Thread-safe. The code that opens them
 * closes them.
 */
final class Relays implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relays.class);

    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("local-azure-relay"));
    private final Set<AutoCloseable> sockets = ConcurrentHashMap.newKeySet();

    /** Opens them on all addresses. */
    void open(Collection<Integer> ports) throws IOException {
        List<InetAddress> addresses =
                NetworkInterface.networkInterfaces().flatMap(Relays::addresses).toList();
        for (InetAddress address : addresses) {
            for (int port : ports) {
                open(address, port, port);
            }
        }
    }

    /** Opens one relay and returns its port. */
    int open(InetAddress address, int port, int to) throws IOException {
        ServerSocket listener = new ServerSocket();
        sockets.add(listener);
        try {
            listener.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new IOException("Port " + port + " of " + address.getHostAddress() + ": " + e.getMessage(), e);
        }
        threads.execute(() -> take(listener, to));
        return listener.getLocalPort();
    }

    private static Stream<InetAddress> addresses(NetworkInterface network) {
        return network.inetAddresses().filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress());
    }

    private void take(ServerSocket listener, int to) {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                connect(client, to);
            } catch (IOException | RejectedExecutionException e) {
                log.debug("A relay: {}", e.toString());
            }
        }
    }

    private void connect(Socket client, int to) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            threads.execute(() -> pass(client, server));
            threads.execute(() -> pass(server, client));
        } catch (IOException | RejectedExecutionException e) {
            log.debug("Nothing at the other end of a relay: {}", e.toString());
            close(client);
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            log.debug("A relayed connection ended: {}", e.toString());
        }
        sockets.remove(from);
        sockets.remove(to);
    }

    private void close(AutoCloseable socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (Exception e) {
            log.debug("A relay's socket did not close: {}", e.toString());
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        sockets.forEach(this::close);
    }
}
