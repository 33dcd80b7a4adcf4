package dev.redisentra.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The HTTP surface of each client, with tokens that live 8 s: the load of the main job, and then what that does not show.
 * Waiting, leaving, limits, and the end of the service.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class SurfaceIT {
    /** As RedisOperations has it. */
    private static final int PLACES = 16;

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void theSurface(String client) throws Exception {
        try (LocalAzure azure = LocalAzure.builder()
                        .tokenLifetime(Duration.ofSeconds(8))
                        .start();
                SampleProcess sample = SampleProcess.start(environment(azure, client))) {
            Api api = new Api(sample.awaitPort());

            MainJobIT.isDone(azure, sample, client);
            aTransactionCountsBothOrNeither(api);
            aQueueHandsOutInTurn(api);
            thoseWhoWaitHoldNobodyUp(api, azure);
            anElementWhoseCallerHasGoneIsPutBack(api);
            aStreamEndsWithItsBrowser(api, azure);
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            theServiceStopsCleanly(api, sample);

            assertThat(sample.output()).doesNotContain("ERROR", "\tat ", "eyJ");
        }
    }

    private static void aTransactionCountsBothOrNeither(Api api) throws Exception {
        assertThat(api.post("/api/transactions/pair", "")).isEqualTo("200:{\"a\":1,\"b\":1}");
        assertThat(api.post("/api/counters/%7Bpair%7D:a", "")).isEqualTo("200:2");
        assertThat(api.post("/api/transactions/pair", "")).isEqualTo("200:{\"a\":3,\"b\":2}");

        api.put("/api/values/%7Bpair%7D:b", "no number");
        assertThat(api.post("/api/transactions/pair", "")).startsWith("409:");
        assertThat(api.post("/api/counters/fresh", "")).isEqualTo("200:1");
    }

    private static void aQueueHandsOutInTurn(Api api) throws Exception {
        api.post("/api/queues/turns", "first");
        api.post("/api/queues/turns", "zwei Zeilen\nund ein ü");
        assertThat(api.get("/api/queues/turns")).isEqualTo("200:first");
        assertThat(api.get("/api/queues/turns?timeout=1")).isEqualTo("200:zwei Zeilen\nund ein ü");
        assertThat(api.get("/api/queues/turns?timeout=1")).isEqualTo("204:");

        assertThat(api.post("/api/counters/turns-number", "")).isEqualTo("200:1");
        assertThat(api.get("/api/queues/turns-number?timeout=1")).startsWith("409:");
    }

    private static void thoseWhoWaitHoldNobodyUp(Api api, LocalAzure azure) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, PLACES)
                .mapToObj(i -> api.getLater("/api/queues/slow?timeout=60"))
                .toList();
        // Seen at the server: a request of the test's own would take one of the places while they come in.
        await().atMost(SampleProcess.PATIENCE).until(() -> azure.redis().blocked() == PLACES);

        assertThat(api.get("/api/queues/other?timeout=1")).contains("16 requests wait", "limit");
        assertThat(api.put("/api/values/meanwhile", "served")).isEqualTo("204:");
        assertThat(api.get("/api/values/meanwhile")).isEqualTo("200:served");
        assertThat(api.post("/api/transactions/meanwhile", "")).isEqualTo("200:{\"a\":1,\"b\":1}");

        List<String> sent =
                IntStream.range(0, PLACES).mapToObj(i -> "element " + i).toList();
        for (String element : sent) {
            api.post("/api/queues/slow", element);
        }
        List<String> received = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            received.add(answer.get(SampleProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .body());
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    private static void anElementWhoseCallerHasGoneIsPutBack(Api api) throws Exception {
        try (Socket caller = new Socket("localhost", api.port())) {
            caller.getOutputStream()
                    .write("GET /api/queues/lost?timeout=60 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
        }
        api.post("/api/queues/lost", "not lost");
        // Either it waits already and gets it, and its answer fails; or this one gets it, and it waits on.
        assertThat(api.get("/api/queues/lost?timeout=30")).isEqualTo("200:not lost");
    }

    private static void aStreamEndsWithItsBrowser(Api api, LocalAzure azure) throws Exception {
        try (Stream browser = Stream.open(api.port(), "/api/channels/news");
                Stream other = Stream.open(api.port(), "/api/channels/news")) {
            assertThat(subscribers(azure)).isEqualTo(1);
            api.post("/api/channels/news", "one line");
            api.post("/api/channels/news", "two\r\nlines");

            browser.expect("data:one line\n\ndata:two\ndata:lines\n\n");
            other.expect("data:one line\n\ndata:two\ndata:lines\n\n");
        }
        await().atMost(SampleProcess.PATIENCE).until(() -> subscribers(azure) == 0);

        try (Stream again = Stream.open(api.port(), "/api/channels/news")) {
            api.post("/api/channels/news", "back");
            again.expect("data:back\n\n");
        }
    }

    private static long subscribers(LocalAzure azure) {
        return azure.redis().command(0, "PUBSUB", "NUMSUB", "news") instanceof List<?> answer
                ? (Long) answer.get(1)
                : -1;
    }

    private static void theServiceStopsCleanly(Api api, SampleProcess sample) throws Exception {
        try (Stream stream = Stream.open(api.port(), "/api/channels/last")) {
            CompletableFuture<HttpResponse<String>> waiting = api.getLater("/api/queues/last?timeout=60");
            api.get("/api/health");
            sample.terminate();

            assertThat(waiting.get(SampleProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(stream.rest()).endsWith("0\r\n\r\n");
        }
        assertThat(sample.awaitExit()).isEqualTo(143);
    }

    private static Map<String, String> environment(LocalAzure azure, String client) {
        Map<String, String> environment = new HashMap<>(azure.environment());
        environment.put("REDIS_CLIENT", client);
        environment.put("SAMPLE_SIGN_OF_LIFE", "200ms");
        return environment;
    }

    /** A browser that listens, over a socket of its own, so that it can be seen how the answer ends. */
    private record Stream(Socket socket, InputStream in, StringBuilder received) implements AutoCloseable {
        private static final String SIGN_OF_LIFE = ":here\n\n";

        static Stream open(int port, String path) throws IOException {
            Socket socket = new Socket("localhost", port);
            socket.setSoTimeout((int) SampleProcess.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(path)
                            .getBytes(UTF_8));
            Stream stream = new Stream(socket, socket.getInputStream(), new StringBuilder());
            stream.await(SIGN_OF_LIFE);
            return stream;
        }

        /** Whatever signs of life come in between. */
        void expect(String events) {
            CompletableFuture.runAsync(() -> await(events), read -> new Thread(read, "browser").start())
                    .orTimeout(SampleProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }

        private void await(String text) {
            while (received.indexOf(text) < 0) {
                try {
                    int next = in.read();
                    assertThat(next).as("ended after: " + received).isNotNegative();
                    received.append((char) next);
                } catch (IOException e) {
                    throw new UncheckedIOException(received.toString(), e);
                }
                dropFraming();
                if (!text.equals(SIGN_OF_LIFE)) {
                    dropSignsOfLife();
                }
            }
        }

        private void dropSignsOfLife() {
            int sign = received.length() - SIGN_OF_LIFE.length();
            if (sign >= 0 && received.indexOf(SIGN_OF_LIFE, sign) == sign) {
                received.setLength(sign);
            }
        }

        /** Each event is a chunk; chunks begin with their length. */
        private void dropFraming() {
            int end = received.length();
            if (end > 2 && received.charAt(end - 1) == '\n' && received.charAt(end - 2) == '\r') {
                int line = received.lastIndexOf("\n", end - 3) + 1;
                if (received.substring(line, end - 2).matches("[0-9a-f]*")) {
                    received.delete(line, end);
                }
            }
        }

        String rest() throws IOException {
            return new String(in.readAllBytes(), UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
