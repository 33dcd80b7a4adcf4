package dev.redisentra.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/** A thousand requests that nobody should send: each is answered 4xx, nothing is logged, and nothing is told. */
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
class MalformedRequestsIT {
    private static final int REQUESTS = 1_000;

    /** So that a failure can be had again. */
    private static final long SEED = 5;

    private static final List<String> PLACES =
            List.of("/api/values/", "/api/counters/", "/api/transactions/", "/api/queues/", "/api/channels/");

    private static final List<String> INSIDES =
            List.of("Exception", "\tat ", "Tomcat", "org.springframework", "redisentra", "eyJ");

    private final Random random = new Random(SEED);

    /** A kind of mistake; each makes a new request, to be sent as it is. */
    @FunctionalInterface
    private interface Mistake {
        String request();
    }

    @Test
    void aThousandMalformedRequestsAreAnswered4xx() throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start();
                SampleProcess sample = SampleProcess.start(environment(azure))) {
            Api api = new Api(sample.awaitPort());
            api.put("/api/values/text", "no number");
            api.post("/api/queues/queue", "element");
            int before = sample.output().length();

            Map<Integer, Integer> statuses = new TreeMap<>();
            Set<String> answeredOtherwise = new LinkedHashSet<>();
            List<Mistake> mistakes = mistakes();
            for (int i = 0; i < REQUESTS; i++) {
                String request = mistakes.get(i % mistakes.size()).request();
                String answer = exchange(api.port(), request);
                if (!isAnsweredWell(answer)) {
                    answeredOtherwise.add(shown(request) + "\n-> " + shown(answer));
                } else {
                    statuses.merge(Integer.parseInt(answer.substring(9, 12)), 1, Integer::sum);
                }
            }
            assertThat(answeredOtherwise).isEmpty();
            System.out.printf("%d malformed requests of %d kinds: %s%n", REQUESTS, mistakes.size(), statuses);

            assertThat(sample.output().substring(before)).doesNotContain("ERROR", " WARN ", "\tat ");
            assertThat(api.get("/api/values/text")).isEqualTo("200:no number");
            assertThat(api.get("/api/health")).startsWith("200:");
        }
    }

    /** 4xx, as a problem where it is not the server's own page without a word, and with nothing told of what is inside. */
    private static boolean isAnsweredWell(String answer) {
        boolean tells = INSIDES.stream().anyMatch(answer::contains);
        boolean isProblem = !answer.contains("Content-Type: application/")
                || answer.contains("Content-Type: application/problem+json");
        return answer.matches("(?s)HTTP/1.1 4\\d\\d.*") && isProblem && !tells;
    }

    private List<Mistake> mistakes() {
        return List.of(
                // What is not HTTP
                () -> "%s\r\n\r\n".formatted(letters(20)),
                () -> "GET\r\n\r\n",
                () -> "GET /api/health HTTP/1.1\r\n\r\n",
                () -> "GET /api/health HTTP/1.1\r\nHost: h\r\nHost: other\r\n\r\n",
                () -> "GET /api/health HTTP/1.1\r\nHost: %s\r\n\r\n".formatted("<" + letters(5) + ">"),
                () -> "G{T /api/health HTTP/1.1\r\nHost: h\r\n\r\n",
                () -> "GET /api/values/%s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(letters(20_000)),
                () -> head("GET", "/api/health") + "X-Long: %s\r\n\r\n".formatted(letters(20_000)),
                () -> head("PUT", "/api/values/k") + "Content-Length: -1\r\n\r\n",
                () -> head("PUT", "/api/values/k") + "Content-Length: many\r\n\r\n",
                () -> head("PUT", "/api/values/k") + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                () -> head("PUT", "/api/values/k") + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                // Paths
                () -> get("/api/values/%zz"),
                () -> get("/api/values/a%00b"),
                () -> get("/api/values/a%2Fb"),
                () -> get("/api/values/..%2f..%2fetc%2fpasswd"),
                () -> get("/api/values/\\" + letters(3)),
                () -> get("/api/values/<script>"),
                () -> get("/api/" + letters(10)),
                () -> get("/" + letters(10) + ".php"),
                () -> get("/actuator/" + pick("env", "heapdump", "beans", "loggers", "shutdown", "configprops")),
                () -> get("/actuator/health/" + letters(6)),
                // Names
                () -> get(place() + "%FF%FE"),
                () -> get("/api/values/%0D%0Aa%20b"),
                () -> post("/api/counters/%E0%80%80", ""),
                () -> post("/api/queues/%20", "x"),
                () -> post("/api/counters/" + "k".repeat(513 + random.nextInt(1_000)), ""),
                () -> post("/api/channels/" + "%C3%BC".repeat(513), ""),
                () -> post("/api/transactions/%7Dx", ""),
                // Parameters
                () -> put(
                        "/api/values/k?ttl=" + pick("0", "-1", "soon", "1.5", "99999999999999999999", "31536001"), "v"),
                () -> get("/api/queues/none?timeout=" + pick("0", "-5", "61", "x", "1e3", "9223372036854775808")),
                () -> get("/api/queues/none?timeout=x&timeout=1"),
                // Bodies
                () -> put("/api/values/k", "\u00ff\u00fe" + letters(5)),
                () -> post("/api/queues/queue", "\u00c3("),
                () -> post("/api/channels/c", "\u00ed\u00a0\u0080"),
                () -> put("/api/values/k", "x".repeat(1_048_577)),
                // Methods
                () -> head(pick("PATCH", "TRACE", "BREW", "PROPFIND", "get"), place() + "k") + "\r\n",
                () -> head("DELETE", pick("/api/counters/k", "/api/health", "/api/auth")) + "\r\n",
                () -> post(pick("/api/values/k", "/api/health", "/actuator/prometheus"), "x"),
                // Headers
                () -> head("GET", "/api/values/text")
                        + "Accept: %s\r\n\r\n".formatted(pick("application/xml", "image/*")),
                () -> head("GET", "/api/values/text")
                        + "Accept: %s\r\n\r\n".formatted(pick("///", "a", "text/plain;q=x")),
                () -> head("GET", "/api/health") + "Expect: miracles\r\n\r\n",
                // What is stored is of another kind
                () -> post("/api/counters/text", ""),
                () -> get("/api/queues/text?timeout=1"),
                () -> get("/api/values/queue"),
                () -> post("/api/counters/queue", ""));
    }

    private static String get(String path) {
        return head("GET", path) + "\r\n";
    }

    private static String put(String path, String body) {
        return withBody("PUT", path, body);
    }

    private static String post(String path, String body) {
        return withBody("POST", path, body);
    }

    private static String withBody(String method, String path, String body) {
        return head(method, path) + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    }

    private static String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    }

    private String place() {
        return PLACES.get(random.nextInt(PLACES.size()));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String letters(int count) {
        StringBuilder letters = new StringBuilder();
        random.ints(count, 'a', 'z' + 1).forEach(letter -> letters.append((char) letter));
        return letters.toString();
    }

    private static String exchange(int port, String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout((int) SampleProcess.PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(readAnswer(socket), ISO_8859_1);
        }
    }

    /** To the end; a server that closes with something unread resets the connection after its answer. */
    private static byte[] readAnswer(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            // What came before counts.
        }
        return answer.toByteArray();
    }

    private static String shown(String request) {
        return request.substring(0, Math.min(request.length(), 300));
    }

    private static Map<String, String> environment(LocalAzure azure) {
        Map<String, String> environment = new HashMap<>(azure.environment());
        environment.put("REDIS_CLIENT", "lettuce");
        return environment;
    }
}
