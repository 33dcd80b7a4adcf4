package dev.redisentra.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.core.ConditionTimeoutException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/** Threads that use all of the sample's HTTP surface and check each answer. */
final class HttpLoad implements AutoCloseable {
    /** Two or three hundred requests a second: enough to meet every renewal, and what is left of the machine is for other tests. */
    private static final Duration PACE = Duration.ofMillis(100);

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
        Listener listener;
        try {
            listener = Listener.open(api, key);
        } catch (IOException | InterruptedException e) {
            failures.add("no stream: " + e);
            return;
        }
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
                listener.sent.add(value);
                expect("204:", api.delete("/api/values/" + key));
                expect("ok", api.get("/api/health").replaceFirst("^200:.*\"value\":\"(.*?)\".*", "$1"));
            } catch (IOException e) {
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
        listener.expectAll(failures);
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
                .orTimeout(2 * SampleProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
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

    /** What is sent to a channel, and what a stream of it brings. */
    private record Listener(List<String> sent, Queue<String> received, InputStream stream) {
        private static final String DATA = "data:";

        /** The answer begins when the subscription is in place. */
        static Listener open(Api api, String channel) throws IOException, InterruptedException {
            InputStream stream = api.stream("/api/channels/" + channel);
            Queue<String> received = new ConcurrentLinkedQueue<>();
            Thread reader = new Thread(() -> read(stream, received), channel + "-listener");
            reader.setDaemon(true);
            reader.start();
            return new Listener(new ArrayList<>(), received, stream);
        }

        private static void read(InputStream stream, Queue<String> received) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                lines.lines()
                        .filter(line -> line.startsWith(DATA))
                        .forEach(line -> received.add(line.substring(DATA.length())));
            } catch (IOException | UncheckedIOException closed) {
                // At the end, from this side or the other.
            }
        }

        void expectAll(Queue<String> failures) {
            try {
                await().atMost(SampleProcess.PATIENCE).until(() -> received.size() >= sent.size());
            } catch (ConditionTimeoutException e) {
                failures.add("%d messages sent, %d received".formatted(sent.size(), received.size()));
            }
            if (!List.copyOf(received).equals(sent)) {
                failures.add("the messages received are not those sent, in their order");
            }
            try {
                stream.close();
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }
}
