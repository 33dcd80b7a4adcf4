package dev.redisentra.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redisentra.testkit.TokenIssuer.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Controls a {@link LocalAzure} over HTTP, from another process. {@code openapi.json} describes all requests. It listens on
 * loopback, and serves programs and its own page. Other pages in the same browser are refused. Thread-safe. The code that
 * opens it closes it.
 */
final class ControlApi implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlApi.class);

    /** An HTTP answer. */
    record Answer(int status, String type, String body) {
        static Answer text(String type, String text) {
            return new Answer(200, type + "; charset=utf-8", text);
        }

        static Answer json(int status, Map<String, ?> fields) {
            return new Answer(status, "application/json", Json.object(fields));
        }

        static Answer fault(int status, String sentence) {
            return json(status, Map.of("error", sentence));
        }
    }

    private interface Operation {
        Answer run(Parameters parameters) throws IOException;
    }

    private interface Change {
        void run(Parameters parameters);
    }

    private final LocalAzure azure;
    private final MainOptions options;
    private final Map<String, Map<String, Operation>> operations = new TreeMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.named("local-azure-control"));
    private final HttpServer server;
    private volatile String identityIs = "well";
    private volatile String authIs = "accepted";
    private volatile String redisIs = "up";

    ControlApi(LocalAzure azure, MainOptions options) throws IOException {
        this.azure = azure;
        this.options = options;
        on("GET", "/", nothing -> Answer.text("text/html", resource("control.html")));
        on("GET", "/openapi.json", nothing -> Answer.text("application/json", resource("openapi.json")));
        on("GET", "/status", nothing -> Answer.json(200, status()));
        on("GET", "/events", parameters -> Answer.json(200, events(parameters.number("after", 0))));
        on("GET", "/environment", parameters -> Answer.json(200, environment(parameters)));
        on(
                "GET",
                "/ca.pem",
                nothing -> Answer.text(
                        "application/x-pem-file", Files.readString(azure.redis().certificateAuthority())));
        changes("PUT", "/identity/token-lifetime", this::tokenLifetime);
        changes("POST", "/identity/expire-tokens", nothing -> azure.identity().expireAll());
        changes("PUT", "/identity/fault", this::fail);
        changes("DELETE", "/identity/fault", nothing -> {
            azure.identity().recover();
            identityIs = "well";
        });
        changes("PUT", "/redis/auth", this::auth);
        changes("PUT", "/redis/state", this::state);
        changes("DELETE", "/redis/connections", nothing -> azure.redis().dropConnections());
        changes(
                "POST",
                "/redis/restart",
                parameters ->
                        azure.redis().restart(parameters.node(azure.redis().ports())));
        changes(
                "POST",
                "/redis/failover",
                parameters ->
                        azure.redis().failover(parameters.node(azure.redis().ports())));
        changes("PUT", "/redis/access-policy", parameters -> azure.redis().accessPolicy(parameters.text("rules")));
        changes(
                "PUT",
                "/redis/idle-limit",
                parameters -> azure.redis().closeIdle(Duration.ofSeconds(parameters.number("seconds"))));
        changes(
                "PUT",
                "/redis/connection-limit",
                parameters -> azure.redis().limitConnections(parameters.number("most")));
        changes(
                "PUT",
                "/redis/connection-rate",
                parameters -> azure.redis().limitNewConnections(parameters.number("per-second")));
        changes(
                "PUT",
                "/redis/maintenance",
                parameters -> azure.redis()
                        .maintenanceNotifications(parameters
                                .oneOf("notifications", List.of("taken", "unknown"))
                                .equals("taken")));
        changes(
                "POST",
                "/redis/hand-over",
                parameters -> azure.redis().handOver(Duration.ofSeconds(parameters.number("seconds"))));
        on("GET", "/redis/access-key", parameters -> key(azure.redis().accessKey(which(parameters))));
        on("POST", "/redis/access-key", parameters -> key(azure.redis().regenerate(which(parameters))));

        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.controlPort()), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        // Its dispatcher is a daemon if the thread that starts it is one.
        CompletableFuture.runAsync(server::start, threads).join();
    }

    private void on(String method, String path, Operation operation) {
        operations.computeIfAbsent(path, unused -> new TreeMap<>()).put(method, operation);
    }

    private void changes(String method, String path, Change change) {
        on(method, path, parameters -> {
            change.run(parameters);
            azure.redis().journal().add(Journal.CONTROL, method + " " + path + parameters);
            return Answer.json(200, status());
        });
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** All requests that it answers, as method and path. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        operations.forEach((path, methods) -> methods.keySet().forEach(method -> all.add(method + " " + path)));
        return all;
    }

    /** The environment variables that a service needs, with the name by which others reach this machine. */
    Map<String, String> environment() {
        return environment(options.identity());
    }

    private Map<String, String> environment(Parameters parameters) {
        return parameters.values().containsKey("identity")
                ? environment(parameters.oneOf("identity", IdentityKind.values()))
                : environment();
    }

    private Map<String, String> environment(IdentityKind kind) {
        Map<String, String> environment = azure.environment(kind);
        if (!options.host().equals("localhost")) {
            environment.put("REDIS_HOST", options.host());
            environment.replaceAll((name, value) -> value.replace("//127.0.0.1:", "//" + options.host() + ":"));
        }
        return environment;
    }

    private Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("service", options.service().option());
        status.put("topology", azure.redis().topology().setting());
        status.put("host", options.host());
        status.put("ports", azure.redis().ports());
        status.put("masters", azure.redis().masters());
        status.put("clientId", azure.identity().clientId());
        status.put("principalId", azure.identity().principalId());
        status.put("tokenSeconds", azure.identity().tokenLifetime().toSeconds());
        status.put("identity", identityIs);
        status.put("auth", authIs);
        status.put("redis", redisIs);
        TokenRequests requests = azure.identity().requests();
        status.put("tokenRequests", requests.received());
        status.put("tokensAnswered", requests.answered());
        RedisCounters counters = azure.redis().counters();
        status.put("connectionsOpened", counters.connectionsOpened());
        status.put("connectionsOpen", counters.connectionsOpen());
        status.put("authsSent", counters.authsSent());
        status.put("authsAccepted", counters.authsAccepted());
        status.put("authsRefused", counters.authsRefused());
        status.put("closedAtExpiry", counters.closedAtExpiry());
        return status;
    }

    private Map<String, Object> events(int after) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (Journal.Entry entry : azure.redis().journal().after(after)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("number", entry.number());
            fields.put("at", entry.at());
            fields.put("kind", entry.kind());
            fields.put("text", entry.text());
            events.add(fields);
        }
        return Map.of("events", events);
    }

    private void tokenLifetime(Parameters parameters) {
        azure.identity().tokenLifetime(Duration.ofSeconds(parameters.number("seconds")));
    }

    private void fail(Parameters parameters) {
        String kind = parameters.oneOf(
                "kind", List.of("status", "throttled", "hanging", "slow", "unreachable", "same-token", "flawed"));
        IdentityFault fault = switch (kind) {
            case "status" -> IdentityFault.status(parameters.number("code"));
            case "throttled" -> IdentityFault.throttled(Duration.ofSeconds(parameters.number("seconds")));
            case "hanging" -> IdentityFault.hanging();
            case "slow" -> IdentityFault.slow(Duration.ofSeconds(parameters.number("seconds")));
            case "unreachable" -> IdentityFault.unreachable();
            case "same-token" -> IdentityFault.sameToken();
            default -> IdentityFault.flawed(parameters.oneOf("flaw", TokenFlaw.values()));
        };
        int times = parameters.number("times", 0);
        if (times == 0) {
            azure.identity().fail(fault);
            identityIs = kind;
        } else {
            azure.identity().fail(fault, times);
            identityIs = kind + ", " + times + " times from when it was set";
        }
    }

    private void auth(Parameters parameters) {
        authIs = parameters.oneOf("answer", List.of("accepted", "refused", "reauthentication-refused"));
        azure.redis().acceptAuth();
        if (authIs.equals("refused")) {
            azure.redis().refuseAuth();
        } else if (authIs.equals("reauthentication-refused")) {
            azure.redis().refuseReauthentication();
        }
    }

    private void state(Parameters parameters) {
        redisIs = parameters.oneOf("is", List.of("up", "down"));
        if (redisIs.equals("up")) {
            azure.redis().start();
        } else {
            azure.redis().stop();
        }
    }

    private static AccessKey which(Parameters parameters) {
        return parameters.oneOf("which", AccessKey.values());
    }

    private static Answer key(String key) {
        return Answer.json(200, Map.of("accessKey", key));
    }

    private void handle(HttpExchange exchange) {
        Answer answer;
        try (exchange) {
            try {
                answer = answer(exchange);
            } catch (IllegalArgumentException e) {
                answer = Answer.fault(400, String.valueOf(e.getMessage()));
            } catch (IllegalStateException e) {
                answer = Answer.fault(409, String.valueOf(e.getMessage()));
            }
            send(exchange, answer);
        } catch (IOException | RuntimeException e) {
            log.warn("A control request could not be answered: {}", e.toString());
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (!isOurs(host) || (origin != null && !origin.equals("http://" + host))) {
            return Answer.fault(403, "This is for the machine that it runs on, and for its own page");
        }
        URI uri = exchange.getRequestURI();
        Map<String, Operation> methods = operations.get(uri.getPath());
        if (methods == null) {
            return Answer.fault(404, "There is no such path; GET /openapi.json has all");
        }
        Operation operation = methods.get(exchange.getRequestMethod());
        if (operation == null) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", methods.keySet()));
            return Answer.fault(405, "That path takes " + String.join(" and ", methods.keySet()));
        }
        return operation.run(Parameters.of(uri.getRawQuery()));
    }

    /** Another name for this machine is another's, who would have a browser here ask in its place. */
    private boolean isOurs(String host) {
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return options.open()
                || List.of("localhost", "127.0.0.1", options.host()).contains(name);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Connection", "close");
        byte[] body = answer.body.getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ControlApi.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The jar has no " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
