package dev.redisentra.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static org.awaitility.Awaitility.await;

/** Threads that set values and get them back through the sample, and check each answer. */
final class HttpLoad implements AutoCloseable {
    private static final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final List<CompletableFuture<Void>> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean stopped;

    static HttpLoad start(int port, int threads) {
        HttpLoad load = new HttpLoad();
        for (int i = 0; i < threads; i++) {
            String key = "load-" + i;
            load.threads.add(
                    CompletableFuture.runAsync(() -> load.run(port, key), task -> new Thread(task, key).start()));
        }
        return load;
    }

    static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return send(request(port, path).GET());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private void run(int port, String key) {
        for (long number = 0; !stopped; number++) {
            String value = key + "=" + number;
            try {
                expect("204:", send(request(port, "/api/values/" + key).PUT(BodyPublishers.ofString(value))));
                expect("200:" + value, get(port, "/api/values/" + key));
                expect(
                        "200:" + (number + 1),
                        send(request(port, "/api/counters/count-" + key).POST(BodyPublishers.noBody())));
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void expect(String expected, HttpResponse<String> response) {
        requests.incrementAndGet();
        String got = response.statusCode() + ":" + response.body();
        if (!got.equals(expected)) {
            failures.add("expected " + expected + ", got " + got);
        }
    }

    /** Lets each thread finish what it has under way. */
    void stop() {
        stopped = true;
        CompletableFuture.allOf(threads.toArray(CompletableFuture<?>[]::new))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Waits until so many more have been answered. */
    void awaitRequests(int more) {
        long until = requests.get() + more;
        await().atMost(SampleProcess.PATIENCE).until(() -> requests.get() >= until);
    }

    /** What went wrong. */
    Queue<String> failures() {
        return failures;
    }

    /** How many requests were answered. */
    long requests() {
        return requests.get();
    }

    @Override
    public void close() {
        stop();
    }
}
