package dev.redisentra.comparison.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

/** Runs many connections through renewals, and watches the AUTHs from the server's side. */
final class Crowds {
    private static final Duration POLL = Duration.ofMillis(20);
    static final int MANY = 1_000;

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
            for (Contender contender : List.of(Contender.STATIC, Contender.OFFICIAL, Contender.OURS)) {
                try (WorkerProcess process = Rounds.process(server, cell, contender, logs)) {
                    all.addAll(run(server, process, cell, contender));
                }
            }
        }
        all.sort(Comparator.comparing(Crowded::asked)); // stable: the contenders of a size stay in their order
        return all;
    }

    private List<Crowded> run(Server server, WorkerProcess process, Cell cell, Contender contender) {
        List<Crowded> all = new ArrayList<>();
        if (contender.renews()) {
            // The first renewals of a process load classes, and are not counted.
            run(server, process, cell, contender, plan.crowds().get(0));
        }
        for (int connections : plan.crowds()) {
            // A password that is not renewed tells heap, threads and what else slows many connections, for which one
            // size does.
            if (contender.renews()
                    || connections == plan.crowds().get(plan.crowds().size() - 1)) {
                progress.step(
                        "%s: %d connections, %s".formatted(cell.client().title(), connections, contender.title()));
                all.add(run(server, process, cell, contender, connections));
            }
        }
        return all;
    }

    /**
     * Through which renewals a crowd goes.
     *
     * @param tokenLife from one request to the next, and the lead
     * @param lead a tenth of it is what the AUTHs are spread over
     * @param load with time for the opening of the connections and for the AUTHs
     */
    private record Course(Duration tokenLife, Duration lead, Duration load) {
        /**
         * A thousand have as long for their AUTHs as they have on Azure at the least, where a token is renewed 236 s to
         * 295 s before its end. And they take seconds to open, before which no token may be due.
         */
        static Course of(int connections) {
            return connections >= MANY
                    ? new Course(Duration.ofSeconds(276), Duration.ofSeconds(236), Duration.ofSeconds(60))
                    : new Course(Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofMillis(5_500));
        }

        /** A token counts whole seconds and can live up to one longer. */
        int settlingMillis() {
            return (int) lead.plusSeconds(1).toMillis() / 10 + 100;
        }
    }

    private Crowded run(Server server, WorkerProcess process, Cell cell, Contender contender, int connections) {
        Course course = Course.of(connections);
        server.azure().identity().tokenLifetime(course.tokenLife);
        long load = course.load.toMillis();
        Crowd crowd = new Crowd(
                connections,
                new Segment("crowd", Work.GET_SET, 8, 100, 1, 1_000, (int) load),
                course.tokenLife,
                course.lead,
                course.settlingMillis());
        Server.Counts before = server.counts();
        List<Sample> samples = new ArrayList<>();
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
            return crowded(cell, contender, connections, running.join(), samples, closed, load);
        } catch (CompletionException e) {
            String failure =
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
            return new Crowded(cell.client(), contender, connections, 0, null, failure, List.of(), closed);
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
