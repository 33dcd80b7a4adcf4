package dev.redisentra.comparison.work;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import dev.redisentra.comparison.Comparison.Part;
import dev.redisentra.comparison.Figures;

/**
 * A process that measures one part with one client, and prints its figures: a part, a client, and perhaps a contender. Where
 * Redis is and who logs in comes by the environment.
 */
public final class Job {
    /** Renewed at half-life: every 5 s, some 700 times as often as on Azure. */
    public static final Duration TOKEN = Duration.ofSeconds(10);

    /** Every 10 s, with AUTHs over 4 s: renewals and other times come by turns, and what the machine does falls on both. */
    public static final Duration CROWD_TOKEN = Duration.ofSeconds(50);

    private static final Duration CROWD_LEAD = Duration.ofSeconds(40);
    private static final Segment CROWD = new Segment("crowd", Segment.Kind.GET_SET, 8, 100, 1, 1_000);
    private static final int ROUNDS = 4;

    /** The columns of a profile. */
    public static final List<String> PROFILED = List.of(
            "samples", "CPU time, %", "±", "its locks, %", "ns for an operation", "allocations, %", "renewals, %");

    public static final String RATIO = "p99 at a renewal by p99 at other times";

    private final ClientKind client;
    private final double pace = Double.parseDouble(System.getProperty("comparison.pace", "1"));
    private final Figures figures = new Figures();

    private Job(ClientKind client) {
        this.client = client;
    }

    public static void main(String[] arguments) throws InterruptedException, IOException {
        PrintStream out = System.out;
        System.setOut(System.err); // for what libraries print
        Job job = new Job(ClientKind.valueOf(arguments[1]));
        Contender contender = Contender.valueOf(arguments[2]);
        switch (Part.valueOf(arguments[0])) {
            case PROFILE -> job.profile(login(contender));
            case WORK -> job.work();
            case RENEWAL -> job.renewal(contender);
            case START -> job.start(contender);
            case WIRE, FLEET -> throw new IllegalArgumentException("Not of a client");
        }
        job.figures.lines().forEach(out::println);
        System.exit(0); // whatever threads a client has left
    }

    private static Login login(Contender contender) {
        return Login.of(contender, TOKEN, TOKEN.dividedBy(2));
    }

    private int millis(int whole) {
        return (int) Math.max(200, whole * pace);
    }

    /** redis-entra's part of CPU time and allocations in each kind of work. */
    private void profile(Login login) throws InterruptedException, IOException {
        try (Client working = new Client(client, login)) {
            for (Segment segment : Segment.ALL) {
                working.run(segment.toWarmUp(), millis(4_000));
            }
            for (Segment segment : Segment.ALL) {
                Profile.of(working, segment, millis(8_000))
                        .addTo(figures, "profile/%s/%s/".formatted(client.title, segment.name()));
            }
        }
    }

    /** All contenders in one process, which the JIT then treats as one, and in turn, so that the machine does, too. */
    private void work() throws InterruptedException {
        List<Map.Entry<Contender, Client>> turns = new ArrayList<>();
        for (Contender contender : Contender.values()) {
            Client working = new Client(client, login(contender));
            turns.add(Map.entry(contender, working));
            for (Segment segment : Segment.COMPARED) {
                working.run(segment.toWarmUp(), millis(2_000));
            }
        }
        for (int round = 0; round < Math.max(2, ROUNDS * pace); round++) {
            for (Segment segment : Segment.COMPARED) {
                for (Map.Entry<Contender, Client> turn : turns) {
                    add(turn.getKey(), segment, turn.getValue().run(segment, millis(800)));
                }
            }
            Collections.rotate(turns, 1);
        }
    }

    private void add(Contender contender, Segment segment, Outcome outcome) {
        String name = "work/%s/%s/%s, ".formatted(client.title, contender.title, segment.name());
        figures.add(name + "failed", outcome.failures + outcome.lost);
        if (segment.rate() == 0) {
            figures.add(name + "commands a second", outcome.perSecond());
        } else {
            figures.add(name + "p50 ms", outcome.percentile(50));
            figures.add(name + "p99 ms", outcome.percentile(99));
        }
    }

    /** Many connections through several renewals in one run. */
    private void renewal(Contender contender) throws InterruptedException {
        int connections = Integer.getInteger("comparison.connections", 1_000);
        try (Client first = new Client(client, login(contender))) {
            first.run(CROWD, 1_000); // what is loaded and cached once is not counted
        }
        Login login = Login.of(contender, CROWD_TOKEN, CROWD_LEAD);
        long heap = usedHeap();
        long threads = threads();
        long begin = System.nanoTime();
        String name = "renewal/%s/%s/".formatted(client.title, contender.title);
        try (Client crowd = new Client(client, login, connections, true)) {
            figures.add(name + "opened in ms", (System.nanoTime() - begin) / 1e6);
            figures.add(name + "threads", threads() - threads);
            crowd.run(CROWD, 3_000); // its first commands take far longer, and would count for a renewal or against it
            figures.add(name + "heap MB", (usedHeap() - heap) / 1e6);
            Outcome outcome = crowd.run(CROWD, Math.max(22_000, millis(42_000)));
            figures.add(name + "commands", outcome.operations);
            figures.add(name + "failed", outcome.failures);
            figures.add(name + "p99 ms at other times", outcome.p99(false));
            figures.add(name + "p99 ms at a renewal", outcome.p99(true));
            figures.add(name + RATIO, Figures.median(outcome.p99(true)) / Figures.median(outcome.p99(false)));
        }
    }

    /** Without the Azure SDK's, which end a minute after a request: on Azure that is long before the next. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("azure-sdk-"))
                .count();
    }

    /** The least of several looks: what the service and the renewals have in hand at one of them would count. */
    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int look = 0; look < 5; look++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** From the process's start to the answer of a first command, and the same again with another client. */
    private void start(Contender contender) {
        String name = "start/%s/%s/".formatted(client.title, contender.title);
        setOnce(contender);
        figures.add(
                name + "cold start, ms",
                System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime());
        long begin = System.nanoTime();
        setOnce(contender);
        figures.add(name + "warm start, ms", (System.nanoTime() - begin) / 1e6);
    }

    private void setOnce(Contender contender) {
        client.open(login(contender), 8, false).set("comparison:first", new byte[100]);
        // Closed by the end of the process: how long that takes is not the question.
    }
}
