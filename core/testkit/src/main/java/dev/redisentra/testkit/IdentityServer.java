package dev.redisentra.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;

/** One port on loopback that can go, and come back as it was. Not thread-safe. */
final class IdentityServer {
    private final @Nullable SSLContext tls;
    private final Executor threads;
    private final HttpHandler handler;
    private final int port;
    private @Nullable HttpServer server;

    /**
     * Listens from now on.
     *
     * @param port any that is free, if it is 0
     * @param tls null for plain HTTP
     */
    IdentityServer(int port, @Nullable SSLContext tls, Executor threads, HttpHandler handler) throws IOException {
        this.tls = tls;
        this.threads = threads;
        this.handler = handler;
        HttpServer first = listen(port);
        this.server = first;
        this.port = first.getAddress().getPort();
    }

    int port() {
        return port;
    }

    /** Ends {@link #stop}; a second time it does nothing. */
    void start() throws IOException {
        if (server == null) {
            server = listen(port);
        }
    }

    void stop() {
        HttpServer listening = server;
        if (listening != null) {
            listening.stop(0);
            server = null;
        }
    }

    private HttpServer listen(int at) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), at);
        HttpServer listening;
        if (tls == null) {
            listening = HttpServer.create(address, 0);
        } else {
            HttpsServer secured = HttpsServer.create(address, 0);
            secured.setHttpsConfigurator(new HttpsConfigurator(tls));
            listening = secured;
        }
        listening.createContext("/", handler);
        listening.setExecutor(threads);
        // Its dispatcher is a daemon if the thread that starts it is one.
        CompletableFuture.runAsync(listening::start, threads).join();
        return listening;
    }
}
