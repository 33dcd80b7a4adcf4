package dev.redisentra.comparison.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import dev.redisentra.comparison.report.Crowded.Renewal;
import dev.redisentra.comparison.report.WorkerProcess.TaskFailedException;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Crowd;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Work;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/** Runs many connections through two renewals, and watches the AUTHs from the server's side. */
final class Crowds {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int MANY = 1_000;

    /** What the server's side had counted at a moment. */
    record Sample(long nanos, long tokens, long auths, long open) {}

    private final Plan plan;
    private final Path logs;
    private final Progress progress;

    Crowds(Plan plan, Path logs, Progress progress) {
        this.plan = plan;
        this.logs = logs;
        this.progress = progress;
    }

    List<Crowded> run(ClientKind client) throws IOException {
        Cell cell = new Cell(client, Topology.STANDALONE, Protocol.RESP3);
        List<Crowded> all = new ArrayList<>();
        try (Server server = Server.start(cell)) {
            for (int connections : plan.crowds()) {
                for (Contender contender : List.of(Contender.STATIC, Contender.OFFICIAL, Contender.OURS)) {
                    // A password that is not renewed tells heap and threads, for which one size does.
                    if (contender.renews()
                            || connections == plan.crowds().get(plan.crowds().size() - 1)) {
                        progress.step(
                                "%s: %d connections, %s".formatted(client.title(), connections, contender.title()));
                        all.add(run(server, cell, contender, connections));
                    }
                }
            }
        }
        return all;
    }

    /** Many connections take seconds to open, before which no token may be due. */
    private static Duration life(int connections) {
        return Duration.ofSeconds(connections >= MANY ? 30 : 4);
    }

    private Crowded run(Server server, Cell cell, Contender contender, int connections) throws IOException {
        Duration life = life(connections);
        server.azure().identity().tokenLifetime(life);
        // Two renewals, each asked for after half a life and up to a tenth more.
        long load = contender.renews() ? life.toMillis() * 14 / 10 : 3_000;
        // A token counts whole seconds and can live up to one longer.
        int settling = (int) (life.toMillis() / 2 + 1_000) / 10 + 100;
        Crowd crowd =
                new Crowd(connections, new Segment("crowd", Work.GET_SET, 8, 100, 1, 1_000, (int) load), settling);
        Server.Counts before = server.counts();
        List<Sample> samples = new ArrayList<>();
        try (WorkerProcess process = Rounds.process(server, cell, contender, logs)) {
            CompletableFuture<Crowd.Result> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return process.ask(crowd, Crowd.Result.class, Duration.ofMillis(load + 60_000));
                } catch (TaskFailedException | IOException e) {
                    throw new IllegalStateException(e.getMessage(), e);
                }
            });
            while (!running.isDone()) {
                Server.Counts now = server.counts();
                samples.add(new Sample(
                        System.nanoTime(),
                        server.azure().identity().requests().answered(),
                        now.auths(),
                        now.connectionsOpen()));
                LockSupport.parkNanos(POLL.toNanos());
            }
            long closed = server.counts().since(before).closedAtExpiry();
            try {
                Crowd.Result result = running.join();
                return crowded(cell, contender, connections, result, samples, closed, load);
            } catch (java.util.concurrent.CompletionException e) {
                return new Crowded(
                        cell.client(),
                        contender,
                        connections,
                        0,
                        null,
                        String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()),
                        List.of(),
                        closed);
            }
        }
    }

    private static Crowded crowded(
            Cell cell,
            Contender contender,
            int connections,
            Crowd.Result result,
            List<Sample> samples,
            long closed,
            long load) {
        List<Renewal> renewals = new ArrayList<>();
        long open = samples.stream().mapToLong(Sample::open).max().orElse(0);
        if (contender.renews()) {
            renewals.addAll(renewals(samples, result.tokens() - 1, load));
        }
        return new Crowded(cell.client(), contender, connections, open, result, null, renewals, closed);
    }

    /**
     * The last so many arrivals of tokens, without one too late for its AUTHs to be seen, and without one so early that
     * logins are among them: until all connections are open.
     */
    static List<Renewal> renewals(List<Sample> samples, int count, long loadMillis) {
        List<Integer> arrivals = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            if (samples.get(i).tokens > samples.get(i - 1).tokens) {
                arrivals.add(i);
            }
        }
        List<Integer> ofRenewals = arrivals.subList(Math.max(0, arrivals.size() - count), arrivals.size());
        List<Renewal> renewals = new ArrayList<>();
        long most = samples.stream().mapToLong(Sample::open).max().orElse(0);
        long end = samples.get(samples.size() - 1).nanos;
        for (int k = 0; k < ofRenewals.size(); k++) {
            int from = ofRenewals.get(k) - 1;
            int to = k + 1 < ofRenewals.size() ? ofRenewals.get(k + 1) - 1 : samples.size() - 1;
            boolean late = end - samples.get(from).nanos < loadMillis * 1_000_000 / 10;
            if (late || samples.get(from).open < most) {
                continue;
            }
            int last = from;
            for (int i = from + 1; i <= to; i++) {
                if (samples.get(i).auths > samples.get(i - 1).auths) {
                    last = i;
                }
            }
            renewals.add(new Renewal(
                    samples.get(from + 1).tokens - samples.get(from).tokens,
                    samples.get(to).auths - samples.get(from).auths,
                    (samples.get(last).nanos - samples.get(from).nanos) / 1_000_000));
        }
        return renewals;
    }
}
