package dev.redisentra.comparison.report;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.redisentra.comparison.report.WorkerProcess.TaskFailedException;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Together;
import dev.redisentra.comparison.work.Work;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/** Runs several clients in one process, and counts what they ask the identity for. */
final class Shared {
    private static final int SECONDS = 30;

    /**
     * What came of one way.
     *
     * @param requests that the identity's endpoint received
     */
    record Household(Contender contender, Together.Result result, long requests) implements Serializable {}

    private final Plan plan;
    private final Path logs;
    private final Progress progress;

    Shared(Plan plan, Path logs, Progress progress) {
        this.plan = plan;
        this.logs = logs;
        this.progress = progress;
    }

    List<Household> run() throws IOException {
        // The client is in the task; this one's name is on the log.
        Cell cell = new Cell(ClientKind.LETTUCE, Topology.STANDALONE, Protocol.RESP3);
        Segment load = new Segment("together", Work.GET_SET, 4, 100, 1, 200, (int) (SECONDS * 1_000 * plan.pace()));
        List<Household> households = new ArrayList<>();
        for (Contender contender : List.of(Contender.OFFICIAL, Contender.OURS)) {
            progress.step("all three clients in one process, " + contender.title());
            try (Server server = Server.start(cell);
                    WorkerProcess process = Rounds.process(server, cell, contender, logs)) {
                Together.Result result =
                        process.ask(new Together(load), Together.Result.class, Duration.ofSeconds(3 * SECONDS));
                households.add(new Household(
                        contender, result, server.azure().identity().requests().received()));
            } catch (TaskFailedException e) {
                throw new IOException(e);
            }
        }
        return households;
    }
}
