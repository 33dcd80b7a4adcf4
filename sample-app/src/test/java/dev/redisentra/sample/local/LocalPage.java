package dev.redisentra.sample.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipFile;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What the status page can do to the local Azure. It listens on a port of its own, on loopback, and the sample that runs
 * on it serves the packaged page with one script more: the packaged sample itself has neither.
 */
public final class LocalPage implements AutoCloseable {
    private static final String PACKAGED_PAGE = "BOOT-INF/classes/static/index.html";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1");
    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

    private final LocalAzure azure;
    private final Duration lifetime;
    private final Map<String, Runnable> controls;
    private final Path directory;
    private final HttpServer server;

    private LocalPage(LocalAzure azure, Path jar) throws IOException {
        this.azure = azure;
        lifetime = azure.identity().tokenLifetime();
        controls = Map.of(
                "short-life", () -> azure.identity().tokenLifetime(SHORT_LIFE),
                "identity-down", () -> azure.identity().fail(IdentityFault.unreachable()),
                "refuse-auth", () -> azure.redis().refuseAuth(),
                "cut-connections", () -> azure.redis().dropConnections(),
                "redis-down", () -> azure.redis().stop(),
                "all-well", this::allWell);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        directory = Files.createTempDirectory("local-page");
        Files.writeString(directory.resolve("index.html"), page(jar));
        try (InputStream script = LocalPage.class.getResourceAsStream("/local/local.js")) {
            Files.write(directory.resolve("local.js"), script == null ? new byte[0] : script.readAllBytes());
        }
        server.start();
    }

    /** Opens it for one Azure and the packaged sample. */
    public static LocalPage open(LocalAzure azure, Path jar) throws IOException {
        return new LocalPage(azure, jar);
    }

    /** What the sample needs in its environment to serve the page. */
    public Map<String, String> environment() {
        return Map.of("SPRING_WEB_RESOURCES_STATIC_LOCATIONS", "file:" + directory + "/,classpath:/static/");
    }

    private String page(Path jar) throws IOException {
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        try (ZipFile zip = new ZipFile(jar.toFile());
                InputStream packaged = zip.getInputStream(zip.getEntry(PACKAGED_PAGE))) {
            return new String(packaged.readAllBytes(), UTF_8)
                    .replace("default-src 'self'", "default-src 'self'; connect-src 'self' " + address)
                    .replace(
                            "</head>",
                            "  <script type=\"module\" src=\"local.js\" data-azure=\"%s\"></script>\n</head>"
                                    .formatted(address));
        }
    }

    private void allWell() {
        azure.identity().recover();
        azure.identity().tokenLifetime(lifetime);
        azure.redis().acceptAuth();
        azure.redis().start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Runnable control = controls.get(exchange.getRequestURI().getPath().substring(1));
            String origin = String.valueOf(exchange.getRequestHeaders().getFirst("Origin"));
            boolean fromHere =
                    THIS_MACHINE.contains(String.valueOf(URI.create(origin).getHost()));
            if (control == null || !fromHere || !"POST".equals(exchange.getRequestMethod())) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            control.run();
            byte[] answer = ("Done: " + exchange.getRequestURI().getPath().substring(1)).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", origin);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        Files.deleteIfExists(directory.resolve("index.html"));
        Files.deleteIfExists(directory.resolve("local.js"));
        Files.deleteIfExists(directory);
    }
}
