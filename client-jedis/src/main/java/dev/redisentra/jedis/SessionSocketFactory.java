package dev.redisentra.jedis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import dev.redisentra.core.spi.session.Sessions;

/** Makes TLS sockets of another factory's, which carry the session. One for each client. */
final class SessionSocketFactory extends SSLSocketFactory {
    /**
     * No PING can pass while a command blocks: TCP itself finds out within 25 s then. In seconds. By name, as the constants are
     * in a module that a trimmed runtime may lack, and not every system has all of them.
     */
    private static final Map<String, Integer> KEEP_ALIVE =
            Map.of("TCP_KEEPIDLE", 10, "TCP_KEEPINTERVAL", 5, "TCP_KEEPCOUNT", 3);

    private final Tls.Sockets sockets;
    private final UnaryOperator<String> verified;
    private final Sessions sessions;
    private final LongSupplier nanoTime;
    private final WakeThread thread = new WakeThread();

    /** @param verified from the name or address of a server to the name that its certificate has to hold */
    SessionSocketFactory(
            Tls.Sockets sockets, UnaryOperator<String> verified, Sessions sessions, LongSupplier nanoTime) {
        this.sockets = sockets;
        this.verified = verified;
        this.sessions = sessions;
        this.nanoTime = nanoTime;
    }

    /** What makes them without the session. */
    Tls.Sockets sockets() {
        return sockets;
    }

    private Socket carrying(Socket made, Socket carrier) throws IOException {
        keepAlive(carrier);
        return new SessionSocket((SSLSocket) made, carrier, sessions, thread, nanoTime);
    }

    private static void keepAlive(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        for (SocketOption<?> option : socket.supportedOptions()) {
            Integer seconds = KEEP_ALIVE.get(option.name());
            if (seconds != null) {
                set(socket, option, seconds);
            }
        }
    }

    private static <T> void set(Socket socket, SocketOption<T> option, Integer value) throws IOException {
        socket.setOption(option, option.type().cast(value));
    }

    /** The one that Jedis calls. */
    @Override
    public Socket createSocket(Socket carrier, String host, int port, boolean autoClose) throws IOException {
        return carrying(sockets.factory().createSocket(carrier, verified.apply(host), port, autoClose), carrier);
    }

    @Override
    public Socket createSocket() throws IOException {
        return carrying(sockets.factory().createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return carrying(sockets.factory().createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return carrying(sockets.factory().createSocket(host, port, localAddress, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return carrying(sockets.factory().createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return carrying(sockets.factory().createSocket(host, port, localAddress, localPort));
    }

    private Socket carrying(Socket made) throws IOException {
        return carrying(made, made);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return ((SSLSocketFactory) getDefault()).getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return ((SSLSocketFactory) getDefault()).getSupportedCipherSuites();
    }
}
