package dev.redisentra.comparison.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.redisentra.comparison.report.WorkerProcess.TaskFailedException;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Slice;
import org.jspecify.annotations.Nullable;

/**
 * Runs a cell in sittings: a process for each contender, each on a server of its own, all alive to the sitting's end. They
 * take turns slice by slice: of what the machine does meanwhile, each has the same share.
 */
final class Rounds {
    /** Williams's square: in four slices, each has each place once and comes once after each other. */
    private static final List<List<Integer>> ORDERS =
            List.of(List.of(0, 1, 3, 2), List.of(1, 2, 0, 3), List.of(2, 3, 1, 0), List.of(3, 0, 2, 1));

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Plan plan;
    private final Path logs;
    private final Progress progress;
    private int slicesRun;

    Rounds(Plan plan, Path logs, Progress progress) {
        this.plan = plan;
        this.logs = logs;
        this.progress = progress;
    }

    Measured run(Cell cell) throws IOException {
        Measured measured = new Measured(cell, plan.segments(cell));
        for (int sitting = 1; sitting <= plan.sittings(); sitting++) {
            String title = "%s, sitting %d of %d".formatted(cell.title(), sitting, plan.sittings());
            sit(measured, title, contenders(plan.cells().indexOf(cell) * plan.sittings() + sitting - 1));
        }
        return measured;
    }

    /** Who takes the first seat, the second and so on: in four sittings each contender has had each. */
    static List<Contender> contenders(int sitting) {
        List<Contender> contenders = new ArrayList<>(List.of(Contender.values()));
        Collections.rotate(contenders, sitting);
        return contenders;
    }

    private void sit(Measured measured, String title, List<Contender> contenders) throws IOException {
        Cell cell = measured.cell();
        Map<Contender, Seat> seats = new LinkedHashMap<>();
        try {
            for (Contender contender : contenders) {
                seats.put(contender, Seat.take(cell, contender, logs));
            }
            int rounds = Plan.WARM_UP_ROUNDS + plan.roundsEach();
            for (int round = 1; round <= rounds; round++) {
                boolean counts = round > Plan.WARM_UP_ROUNDS;
                progress.step("%s: round %d of %d%s".formatted(title, round, rounds, counts ? "" : ", to warm up"));
                seats.values().forEach(Seat::beginRound);
                for (Segment segment : counts ? measured.segments() : plan.warmUp(measured.segments())) {
                    if (counts && segment.tellsLatency()) {
                        Bystander bystander = Bystander.start(measured::addLateness);
                        try (bystander) {
                            inSlices(segment, List.copyOf(seats.values()));
                        }
                    } else {
                        inSlices(segment, List.copyOf(seats.values()));
                    }
                }
                if (counts) {
                    seats.forEach((contender, seat) -> measured.add(contender, seat.endRound()));
                }
            }
        } finally {
            seats.values().forEach(Seat::close);
        }
    }

    private void inSlices(Segment segment, List<Seat> seats) throws IOException {
        seats.forEach(Seat::beginSegment);
        int slices = segment.slices();
        Segment slice = segment.lasting(segment.millis() / slices);
        for (int i = 0; i < slices; i++) {
            for (int seat : ORDERS.get(slicesRun++ % ORDERS.size())) {
                seats.get(seat).run(slice);
            }
        }
        seats.forEach(Seat::endSegment);
    }

    static WorkerProcess process(Server server, Cell cell, Contender contender, Path logs) {
        return new WorkerProcess(
                List.of(cell.client().name(), contender.name()),
                server.environment(cell, contender),
                logs.resolve(
                        "%s-%s-%s-%s.log".formatted(cell.client(), cell.shape(), cell.protocol(), contender.name())));
    }

    /** One contender, and what it has come to in this round. */
    private static final class Seat implements AutoCloseable {
        private final Server server;
        private final WorkerProcess process;
        private Server.Counts before;
        private List<Outcome> outcomes = new ArrayList<>();
        private @Nullable Outcome segment;
        private @Nullable String failure;

        private Seat(Server server, WorkerProcess process) {
            this.server = server;
            this.process = process;
            before = server.counts();
        }

        static Seat take(Cell cell, Contender contender, Path logs) {
            Server server = Server.start(cell);
            return new Seat(server, process(server, cell, contender, logs));
        }

        void beginRound() {
            outcomes = new ArrayList<>();
            failure = null;
            before = server.counts();
        }

        void beginSegment() {
            segment = null;
        }

        /** Who came to no end sits out the rest of the round. */
        void run(Segment slice) throws IOException {
            if (failure != null) {
                return;
            }
            try {
                Outcome outcome = process.ask(new Slice(slice, Plan.SETTLING_MILLIS), Outcome.class, DEADLINE);
                segment = segment == null ? outcome : segment.and(outcome);
            } catch (TaskFailedException e) {
                failure = e.getMessage();
            }
        }

        void endSegment() {
            if (segment != null) {
                outcomes.add(segment);
            }
        }

        Turn endRound() {
            return new Turn(
                    failure == null ? outcomes : null, failure, server.counts().since(before));
        }

        @Override
        public void close() {
            process.close();
            server.close();
        }
    }
}
