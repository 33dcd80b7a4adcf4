package dev.redisentra.testkit;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import dev.redisentra.testkit.IdentityDialect.Asked;
import dev.redisentra.testkit.IdentityDialect.Refused;
import dev.redisentra.testkit.TokenIssuer.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The endpoints that give out tokens. A JVM has one of these, because azure-identity reads the address from the process
 * environment. It is open while an identity is in it. One port serves Container Apps, App Service and IMDS. Entra is asked
 * over TLS, so it has a port of its own, which is opened when somebody wants it. Thread-safe.
 */
final class IdentityEndpoint {
    static final String ENDPOINT = "IDENTITY_ENDPOINT";
    static final String HEADER = "IDENTITY_HEADER";

    private static final Logger log = LoggerFactory.getLogger(IdentityEndpoint.class);
    private static final String PATH = AppServiceDialect.PATH;
    private static final int WARM_UP_MILLIS = 30_000;
    private static final AtomicReference<@Nullable IdentityEndpoint> CURRENT = new AtomicReference<>();

    /** The parameters that name a user-assigned identity in a request. */
    private static final Map<String, Function<ManagedIdentity, String>> USER_ASSIGNED = Map.of(
            "client_id", ManagedIdentity::clientId,
            "object_id", ManagedIdentity::principalId,
            "principal_id", ManagedIdentity::principalId,
            "mi_res_id", ManagedIdentity::resourceId,
            "msi_res_id", ManagedIdentity::resourceId);

    private final Set<ManagedIdentity> identities = new LinkedHashSet<>();
    private final Set<ManagedIdentity> unreachable = new LinkedHashSet<>();
    private final boolean fromEnvironment;
    private final String header;
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("local-azure-identity"));
    private final IdentityServer platform;
    private @Nullable IdentityServer entra;

    IdentityEndpoint(@Nullable URI reserved, @Nullable String header) throws IOException {
        this.fromEnvironment = reserved != null && header != null;
        this.header = fromEnvironment && header != null ? header : Admissions.secret();
        Map<String, IdentityDialect> dialects =
                Map.of(PATH, new AppServiceDialect(this.header), ImdsDialect.PATH, new ImdsDialect());
        this.platform = new IdentityServer(
                fromEnvironment && reserved != null ? reserved.getPort() : 0,
                null,
                threads,
                exchange ->
                        handle(exchange, dialects.get(exchange.getRequestURI().getPath())));
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
        } else if (!identities.isEmpty()) {
            start();
        }
    }

    private void start() {
        try {
            platform.start();
            if (entra != null) {
                entra.start();
            }
        } catch (IOException e) {
            throw new IllegalStateException("The identity endpoint cannot listen again: " + e.getMessage(), e);
        }
    }

    private void stop() {
        platform.stop();
        if (entra != null) {
            entra.stop();
        }
    }

    URI uri() {
        return host().resolve(PATH);
    }

    /** What stands in the place of IMDS's address. */
    URI host() {
        return URI.create("http://127.0.0.1:" + platform.port());
    }

    /** What stands in the place of Entra's host; opens with the first call. */
    synchronized URI authority() {
        try {
            IdentityServer server = entra;
            if (server == null) {
                IdentityDialect dialect = new EntraDialect();
                server = new IdentityServer(
                        0, Certificates.server("localhost"), threads, exchange -> handle(exchange, dialect));
                entra = server;
            }
            return URI.create("https://localhost:" + server.port() + "/");
        } catch (IOException e) {
            throw new IllegalStateException("Entra's endpoint cannot listen: " + e.getMessage(), e);
        }
    }

    /** Answers a request of its own: one without the header, which reaches no identity. */
    void warmUp() throws IOException {
        HttpURLConnection request = (HttpURLConnection) uri().toURL().openConnection(Proxy.NO_PROXY);
        request.setReadTimeout(WARM_UP_MILLIS);
        request.getResponseCode();
        request.disconnect();
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

    private void handle(HttpExchange exchange, @Nullable IdentityDialect dialect) {
        try (exchange) {
            if (dialect == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                answer(exchange, dialect);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            log.warn("A token request could not be answered: {}", e.toString());
        }
    }

    private void answer(HttpExchange exchange, IdentityDialect dialect) throws IOException, InterruptedException {
        try {
            Asked asked = dialect.read(exchange, this::find);
            Optional<IdentityAnswer> answer = asked.identity().answer(asked.resource());
            if (answer.isPresent()) {
                IssuedToken token = answer.get().token();
                int status = answer.get().status();
                send(
                        exchange,
                        answer.get(),
                        token == null
                                ? dialect.failure(status, "told_to_fail", "Told to fail")
                                : dialect.token(token, asked));
            }
        } catch (Refused refused) {
            send(
                    exchange,
                    IdentityAnswer.failure(refused.status, null),
                    dialect.failure(refused.status, refused.code, String.valueOf(refused.getMessage())));
        }
    }

    /** A request without an id is for the system-assigned identity, or for the only identity if there is one. */
    private synchronized Optional<ManagedIdentity> find(Map<String, String> names) {
        return USER_ASSIGNED.entrySet().stream()
                .filter(id -> names.containsKey(id.getKey()))
                .findFirst()
                .map(id -> identities.stream()
                        .filter(identity -> id.getValue().apply(identity).equals(names.get(id.getKey())))
                        .findFirst())
                .orElseGet(() -> identities.stream()
                        .filter(identity -> identity.isSystemAssigned() || identities.size() == 1)
                        .findFirst());
    }

    private static void send(HttpExchange exchange, IdentityAnswer answer, Map<String, Object> fields)
            throws IOException {
        byte[] body = Json.object(fields).getBytes(UTF_8);
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
}
