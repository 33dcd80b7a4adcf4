package dev.redisentra.comparison.report;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.redisentra.comparison.report.WorkerProcess.TaskFailedException;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Profile;
import dev.redisentra.comparison.work.Profile.Part;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Slice;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/** What redis-entra itself takes of its process's CPU time and allocations; and the static password's process beside it. */
final class Profiles {
    private static final int SECONDS = 15;
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** Of one work. */
    record Profiled(ClientKind client, Contender contender, String work, Profile.Result result)
            implements Serializable {
        /** Of all CPU time. */
        double time(Part part) {
            return share(result.time(), part);
        }

        /** Of all that is allocated. */
        double allocation(Part part) {
            return share(result.allocations(), part);
        }

        /** For an operation. */
        double nanos(Part part) {
            return time(part) * result.cpuMicros() * 1_000;
        }

        long samples() {
            return sum(result.time());
        }

        private static double share(Map<Part, Long> parts, Part part) {
            return (double) parts.getOrDefault(part, 0L) / sum(parts);
        }

        private static long sum(Map<Part, Long> parts) {
            return parts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Plan plan;
    private final Path logs;
    private final Progress progress;

    Profiles(Plan plan, Path logs, Progress progress) {
        this.plan = plan;
        this.logs = logs;
        this.progress = progress;
    }

    List<Profiled> run(ClientKind client) throws IOException {
        List<Profiled> profiles = new ArrayList<>();
        for (Contender contender : List.of(Contender.STATIC, Contender.OURS)) {
            profiles.addAll(run(client, contender));
        }
        return profiles;
    }

    private List<Profiled> run(ClientKind client, Contender contender) throws IOException {
        Cell cell = new Cell(client, Topology.STANDALONE, Protocol.RESP3);
        List<Segment> segments = plan.segments(cell);
        List<Profiled> profiles = new ArrayList<>();
        progress.step("%s: profile, %s".formatted(client.title(), contender.title()));
        try (Server server = Server.start(cell);
                WorkerProcess process = Rounds.process(server, cell, contender, logs)) {
            for (int round = 0; round < Plan.WARM_UP_ROUNDS; round++) {
                for (Segment segment : plan.warmUp(segments)) {
                    process.ask(new Slice(segment, Plan.SETTLING_MILLIS), Outcome.class, DEADLINE);
                }
            }
            for (Segment segment : segments) {
                if (segment.threads() == Plan.THREADS && !segment.tellsLatency()) {
                    Segment lasting = segment.lasting((int) (SECONDS * 1_000 * plan.pace()));
                    Profile profile = new Profile(new Slice(lasting, Plan.SETTLING_MILLIS));
                    Profile.Result result = process.ask(profile, Profile.Result.class, DEADLINE);
                    profiles.add(new Profiled(client, contender, segment.name(), result));
                }
            }
        } catch (TaskFailedException e) {
            throw new IOException(e);
        }
        return profiles;
    }
}
