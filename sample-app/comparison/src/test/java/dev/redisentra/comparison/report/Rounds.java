package dev.redisentra.comparison.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.redisentra.comparison.report.WorkerProcess.TaskFailedException;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Session;

/**
 * Runs a cell: a process for each contender, all alive to the end and idle but for their turns, which go round in an order
 * that shifts by one each time. Of what the machine does meanwhile, each has the same share.
 */
final class Rounds {
    private final Plan plan;
    private final Path logs;
    private final Progress progress;

    Rounds(Plan plan, Path logs, Progress progress) {
        this.plan = plan;
        this.logs = logs;
        this.progress = progress;
    }

    Measured run(Cell cell) throws IOException {
        List<Segment> segments = plan.segments(cell);
        List<Contender> all = List.of(Contender.values());
        Measured measured = new Measured(cell, segments);
        Map<Contender, WorkerProcess> processes = new EnumMap<>(Contender.class);
        try (Server server = Server.start(cell)) {
            for (Contender contender : all) {
                processes.put(contender, process(server, cell, contender, logs));
            }
            for (Contender contender : all) {
                progress.step(cell.title() + ": " + contender.title() + " warms up");
                turn(server, processes, contender, plan.warmUp(cell));
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (int i = 0; i < all.size(); i++) {
                    Contender contender = all.get((round + i) % all.size());
                    progress.step("%s: round %d of %d, %s"
                            .formatted(cell.title(), round + 1, plan.rounds(), contender.title()));
                    measured.add(contender, turn(server, processes, contender, segments));
                }
            }
        } finally {
            processes.values().forEach(WorkerProcess::close);
        }
        return measured;
    }

    static WorkerProcess process(Server server, Cell cell, Contender contender, Path logs) {
        return new WorkerProcess(
                List.of(cell.client().name(), contender.name()),
                server.environment(cell, contender),
                logs.resolve(
                        "%s-%s-%s-%s.log".formatted(cell.client(), cell.shape(), cell.protocol(), contender.name())));
    }

    private Turn turn(
            Server server, Map<Contender, WorkerProcess> processes, Contender contender, List<Segment> segments)
            throws IOException {
        Duration deadline = Duration.ofSeconds(
                120 + segments.stream().mapToLong(Segment::millis).sum() / 500);
        Server.Counts before = server.counts();
        try {
            Session.Result result = Objects.requireNonNull(processes.get(contender))
                    .ask(new Session(segments, Plan.SETTLING_MILLIS), Session.Result.class, deadline);
            return new Turn(result, null, server.counts().since(before));
        } catch (TaskFailedException e) {
            progress.step(contender.title() + " did not come to an end: " + e.getMessage());
            return new Turn(null, e.getMessage(), server.counts().since(before));
        }
    }
}
