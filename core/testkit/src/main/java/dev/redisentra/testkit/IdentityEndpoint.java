package dev.redisentra.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The managed-identity endpoint of Azure Container Apps, api-version 2019-08-01. A JVM has one, because azure-identity
 * reads the address from the process environment. It is open while an identity is in it. Thread-safe.
 */
final class IdentityEndpoint {
    static final String ENDPOINT = "IDENTITY_ENDPOINT";
    static final String HEADER = "IDENTITY_HEADER";

    private static final Logger log = LoggerFactory.getLogger(IdentityEndpoint.class);
    private static final String PATH = "/msi/token";
    private static final AtomicReference<@Nullable IdentityEndpoint> CURRENT = new AtomicReference<>();

    /** The parameters that name a user-assigned identity in a request. */
    private static final Map<String, Function<ManagedIdentity, String>> USER_ASSIGNED = Map.of(
            "client_id", ManagedIdentity::clientId,
            "object_id", ManagedIdentity::principalId,
            "principal_id", ManagedIdentity::principalId,
            "mi_res_id", ManagedIdentity::resourceId);

    private final Set<ManagedIdentity> identities = new LinkedHashSet<>();
    private final Set<ManagedIdentity> unreachable = new LinkedHashSet<>();
    private final boolean fromEnvironment;
    private final String header;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("local-azure-identity"));
    private @Nullable HttpServer server;

    IdentityEndpoint(@Nullable URI reserved, @Nullable String header) throws IOException {
        this.fromEnvironment = reserved != null && header != null;
        this.header = fromEnvironment && header != null ? header : Admissions.secret();
        HttpServer first = listen(fromEnvironment && reserved != null ? reserved.getPort() : 0);
        this.server = first;
        this.port = first.getAddress().getPort();
    }

    /** Adds an identity to the endpoint of this JVM. The first identity opens the endpoint. */
    static synchronized IdentityEndpoint join(ManagedIdentity identity) {
        IdentityEndpoint endpoint = CURRENT.get();
        if (endpoint == null) {
            endpoint = open();
            CURRENT.set(endpoint);
        }
        synchronized (endpoint) {
            endpoint.identities.add(identity);
        }
        return endpoint;
    }

    private static IdentityEndpoint open() {
        URI reserved = reserved(System.getenv(ENDPOINT));
        try {
            return new IdentityEndpoint(reserved, System.getenv(HEADER));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The identity endpoint cannot listen at %s, the address in %s: %s"
                            .formatted(reserved, ENDPOINT, e.getMessage()),
                    e);
        }
    }

    /** The address in the variable, if it is one on this machine for the kit. Any other belongs to the real Azure. */
    static @Nullable URI reserved(@Nullable String variable) {
        if (variable == null || !variable.startsWith("http://")) {
            return null;
        }
        try {
            URI uri = new URI(variable);
            boolean ours = List.of("127.0.0.1", "localhost").contains(String.valueOf(uri.getHost()))
                    && uri.getPort() > 0
                    && PATH.equals(uri.getPath());
            return ours ? uri : null;
        } catch (URISyntaxException e) {
            // An IDE that imports Maven's settings without running it leaves the port's placeholder in.
            return null;
        }
    }

    /** Removes an identity. The last one closes the endpoint and ends its threads. */
    void leave(ManagedIdentity identity) {
        synchronized (IdentityEndpoint.class) {
            synchronized (this) {
                identities.remove(identity);
                unreachable.remove(identity);
                if (!identities.isEmpty()) {
                    return;
                }
                stop();
            }
            threads.shutdownNow();
            CURRENT.compareAndSet(this, null);
        }
    }

    synchronized void reachable(ManagedIdentity identity, boolean reachable) {
        if (reachable) {
            unreachable.remove(identity);
        } else {
            unreachable.add(identity);
        }
        if (!unreachable.isEmpty()) {
            stop();
        } else if (server == null && !identities.isEmpty()) {
            try {
                server = listen(port);
            } catch (IOException e) {
                throw new IllegalStateException("The identity endpoint cannot listen again: " + e.getMessage(), e);
            }
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + PATH);
    }

    String header() {
        return header;
    }

    void requireEnvironment() {
        if (!fromEnvironment) {
            throw new IllegalStateException(
                    "azure-identity finds its endpoint in the process environment alone. Run this through Maven, or set "
                            + ENDPOINT + "=http://127.0.0.1:18081" + PATH + " and " + HEADER
                            + "=local-azure in the run configuration; any free port does.");
        }
    }

    private HttpServer listen(int at) throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        listening.createContext(PATH, this::handle);
        listening.setExecutor(threads);
        // Its dispatcher is a daemon if the thread that starts it is one.
        CompletableFuture.runAsync(listening::start, threads).join();
        return listening;
    }

    private void stop() {
        HttpServer listening = server;
        if (listening != null) {
            listening.stop(0);
            server = null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<IdentityAnswer> answer = answer(exchange);
            if (answer.isPresent()) {
                send(exchange, answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("A token request could not be answered: {}", e.toString());
        }
    }

    private Optional<IdentityAnswer> answer(HttpExchange exchange) throws InterruptedException {
        Map<String, String> query = query(exchange.getRequestURI());
        if (!header.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"))) {
            return refused(401, "X-IDENTITY-HEADER is missing or wrong");
        }
        if (!"GET".equals(exchange.getRequestMethod())) {
            return refused(405, "GET only");
        }
        if (!"2019-08-01".equals(query.get("api-version"))) {
            return refused(400, "api-version must be 2019-08-01");
        }
        String resource = query.get("resource");
        if (resource == null || resource.isEmpty()) {
            return refused(400, "resource is missing");
        }
        Optional<ManagedIdentity> identity = find(query);
        if (identity.isEmpty()) {
            return refused(
                    400,
                    "No User Assigned or Delegated Managed Identity found for specified"
                            + " ClientId/ResourceId/PrincipalId.");
        }
        return identity.get().answer(resource);
    }

    private static Optional<IdentityAnswer> refused(int status, String message) {
        return Optional.of(IdentityAnswer.failure(status, message, null));
    }

    /** A request without an id is for the system-assigned identity, or for the only identity if there is one. */
    private synchronized Optional<ManagedIdentity> find(Map<String, String> query) {
        return USER_ASSIGNED.entrySet().stream()
                .filter(id -> query.containsKey(id.getKey()))
                .findFirst()
                .map(id -> identities.stream()
                        .filter(identity -> id.getValue().apply(identity).equals(query.get(id.getKey())))
                        .findFirst())
                .orElseGet(() -> identities.stream()
                        .filter(identity -> identity.isSystemAssigned() || identities.size() == 1)
                        .findFirst());
    }

    private static void send(HttpExchange exchange, IdentityAnswer answer) throws IOException {
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        // So that no pooled connection is left half dead when the endpoint closes; and so that the body goes out with
        // the end
        // of the connection, and does not wait for the acknowledgement of its head, which takes 40 ms.
        exchange.getResponseHeaders().set("Connection", "close");
        if (answer.retryAfter() != null) {
            exchange.getResponseHeaders()
                    .set("Retry-After", Long.toString(answer.retryAfter().toSeconds()));
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        String raw = uri.getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(
                            URLDecoder.decode(pair.substring(0, equals), UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
                }
            }
        }
        return query;
    }
}
