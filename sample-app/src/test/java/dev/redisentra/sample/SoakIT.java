package dev.redisentra.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The packaged sample on each of the three clients at once, for as many minutes as one likes, with tokens of 5 s and with
 * faults of the identity and of re-authentication at random: nothing is lost, nothing wrong, and nothing grows.
 *
 * <p>{@code ./mvnw verify -Dsoak.minutes=10 -Dit.test=SoakIT}
 */
@EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+", disabledReason = "takes -Dsoak.minutes")
class SoakIT {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 1));

    private static final Duration TOKEN_LIFE = Duration.ofSeconds(5);

    /** Well below the half-life at which a token is renewed, so that none expires. */
    private static final int LONGEST_FAULT_MILLIS = 800;

    /** Until pools and caches have what they need: from then on nothing may grow. */
    private static final Duration WARM_UP = LENGTH.dividedBy(5);

    /** Not a parameterised test: of those no more than two run at once. */
    @Test
    void nothingIsLostAndNothingGrows() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (Future<?> soak : threads.invokeAll(List.of(
                    soak("lettuce", Topology.CLUSTER),
                    soak("jedis", Topology.STANDALONE),
                    soak("redisson", Topology.STANDALONE)))) {
                soak.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Void> soak(String client, Topology topology) {
        return () -> {
            nothingIsLostAndNothingGrows(client, topology);
            return null;
        };
    }

    private static void nothingIsLostAndNothingGrows(String client, Topology topology) throws Exception {
        Random chance = new Random();
        Instant end = Instant.now().plus(LENGTH);
        try (LocalAzure azure = LocalAzure.builder()
                        .topology(topology)
                        .tokenLifetime(TOKEN_LIFE)
                        .start();
                SampleProcess sample = SampleProcess.start(environment(azure, client))) {
            int port = sample.awaitPort();
            Instant warm = Instant.now().plus(WARM_UP);
            Size before = new Size(Long.MAX_VALUE, Long.MAX_VALUE);
            boolean isWarm = false;
            Size after;
            int faults = 0;
            try (HttpLoad load = HttpLoad.start(port, 3);
                    Numbers messages = Numbers.published(port);
                    Numbers elements = Numbers.queued(port)) {
                while (Instant.now().isBefore(end)) {
                    strike(azure, chance);
                    faults++;
                    if (!isWarm && Instant.now().isAfter(warm)) {
                        isWarm = true;
                        before = Size.of(sample, port);
                    }
                }
                after = Size.of(sample, port);
                load.stop();
                messages.stop();
                elements.stop();
                System.out.printf(
                        "%s, %s, %d min, %d faults: %d requests, %d failed; %d messages, %d elements; %s; %s, then %s%n",
                        client,
                        topology,
                        LENGTH.toMinutes(),
                        faults,
                        load.requests(),
                        load.failures().size(),
                        messages.received.size(),
                        elements.received.size(),
                        azure.redis().counters(),
                        before,
                        after);
                assertThat(load.failures()).isEmpty();
                assertThat(messages.received).isEqualTo(messages.sent());
                assertThat(elements.received).isEqualTo(elements.sent());
            }
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            assertThat(sample.output()).doesNotContain("eyJ");
            assertThat(after.isLevelWith(before))
                    .as("%s, then %s", before, after)
                    .isTrue();
        }
    }

    /** One fault, and what comes before the next. */
    private static void strike(LocalAzure azure, Random chance) {
        int kind = chance.nextInt(4);
        switch (kind) {
            case 0 -> azure.identity().fail(IdentityFault.status(503), 1);
            case 1 -> azure.identity().fail(IdentityFault.status(429), 1);
            case 2 -> azure.redis().refuseReauthentication();
            default -> azure.identity().fail(IdentityFault.status(500), 1);
        }
        pause(chance.nextInt(LONGEST_FAULT_MILLIS));
        azure.redis().acceptAuth();
        azure.identity().recover();
        pause(3_000 + chance.nextInt(4_000));
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static Map<String, String> environment(LocalAzure azure, String client) {
        Map<String, String> environment = new HashMap<>(azure.environment());
        environment.put("REDIS_CLIENT", client);
        return environment;
    }

    /** What a process takes, after a collection of its garbage. */
    private record Size(long heapKilobytes, long threads) {
        private static final long MEASURING_ERROR = 4_096;

        static Size of(SampleProcess sample, int port) throws Exception {
            sample.collectGarbage();
            String metrics = new Api(port).get("/actuator/prometheus");
            double heap = metrics.lines()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                    .mapToDouble(Size::value)
                    .sum();
            double threads = metrics.lines()
                    .filter(line -> line.startsWith("jvm_threads_live_threads"))
                    .mapToDouble(Size::value)
                    .sum();
            return new Size((long) heap / 1024, (long) threads);
        }

        private static double value(String line) {
            return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        }

        /** Tomcat's threads come and go with the load. */
        boolean isLevelWith(Size before) {
            return heapKilobytes < before.heapKilobytes * 5 / 4 + MEASURING_ERROR && threads < before.threads + 8;
        }
    }

    /** Numbers that go through the sample, one by one, and are to come out as they went in. */
    private static final class Numbers implements AutoCloseable {
        private final List<Integer> received = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> sending;
        private final AtomicInteger sent = new AtomicInteger();
        private volatile boolean stopped;

        private Numbers(int port, String path, int longestPauseMillis) {
            Random chance = new Random();
            sending = onItsOwn(() -> {
                while (!stopped) {
                    pause(chance.nextInt(longestPauseMillis));
                    String answer = new Api(port).post(path, String.valueOf(sent.get()));
                    if (!answer.equals("204:")) {
                        throw new IOException(path + ": " + answer);
                    }
                    sent.incrementAndGet();
                }
            });
        }

        /** On a channel that one browser listens to. */
        static Numbers published(int port) throws IOException {
            Socket browser = new Socket("localhost", port);
            browser.getOutputStream()
                    .write("GET /api/channels/soak HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            BufferedReader in = new BufferedReader(new InputStreamReader(browser.getInputStream(), UTF_8));
            while (!in.readLine().equals(":here")) {
                // headers, and the length of the chunk
            }
            Numbers numbers = new Numbers(port, "/api/channels/soak", 200);
            numbers.receive(() -> {
                String line = in.readLine();
                if (line.startsWith("data:")) {
                    numbers.received.add(Integer.valueOf(line.substring("data:".length())));
                }
            });
            return numbers;
        }

        /** In a queue that one request after the other waits for, mostly for longer than a token lives. */
        static Numbers queued(int port) {
            Numbers numbers = new Numbers(port, "/api/queues/soak", 12_000);
            numbers.receive(() -> {
                String answer = new Api(port).get("/api/queues/soak?timeout=10");
                if (answer.startsWith("200:")) {
                    numbers.received.add(Integer.valueOf(answer.substring("200:".length())));
                } else if (!answer.equals("204:")) {
                    throw new IOException("/api/queues/soak: " + answer);
                }
            });
            return numbers;
        }

        private void receive(Work next) {
            var unused = onItsOwn(() -> {
                while (!isOver()) {
                    next.run();
                }
            });
        }

        private boolean isOver() {
            return stopped && sending.isDone() && received.size() >= sent.get();
        }

        /** Lets come what was sent. */
        void stop() {
            close();
            sending.orTimeout(SampleProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            await().atMost(SampleProcess.PATIENCE).until(this::isOver);
        }

        List<Integer> sent() {
            return IntStream.range(0, sent.get()).boxed().toList();
        }

        @Override
        public void close() {
            stopped = true;
        }

        private interface Work {
            void run() throws IOException, InterruptedException;
        }

        private static CompletableFuture<Void> onItsOwn(Work work) {
            return CompletableFuture.runAsync(
                    () -> {
                        try {
                            work.run();
                        } catch (IOException | InterruptedException e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> new Thread(task, "numbers").start());
        }
    }
}
