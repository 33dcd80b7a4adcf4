package dev.redisentra.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import static org.awaitility.Awaitility.await;

/** Threads that use all of the sample's HTTP surface and check each answer. */
final class HttpLoad implements AutoCloseable {
    /** Some hundred requests a second: enough to meet every renewal, and what is left of the machine is for other tests. */
    private static final Duration PACE = Duration.ofMillis(25);

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

    private void run(int port, String key) {
        Api api = new Api(port);
        for (long number = 0; !stopped; number++) {
            LockSupport.parkNanos(PACE.toNanos());
            String value = key + "=" + number;
            try {
                expect("204:", api.put("/api/values/" + key, value));
                expect("200:" + value, api.get("/api/values/" + key));
                expect("200:" + (number + 1), api.post("/api/counters/count-" + key, ""));
                expect(
                        "200:{\"a\":%d,\"b\":%d}".formatted(number + 1, number + 1),
                        api.post("/api/transactions/" + key, ""));
                expect("204:", api.post("/api/queues/queue-" + key, value));
                expect("200:" + value, api.get("/api/queues/queue-" + key));
                expect("204:", api.post("/api/channels/" + key, value));
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void expect(String expected, String got) {
        requests.incrementAndGet();
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
