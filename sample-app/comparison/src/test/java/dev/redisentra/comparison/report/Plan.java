package dev.redisentra.comparison.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Work;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;

/**
 * How much is run.
 *
 * @param name as the command has it
 * @param sittings in processes of their own: what the JIT makes of a program differs from process to process
 * @param roundsEach in a sitting, that count; in each of which every contender has its turn
 * @param everything whether all modes do all the work; or else one does, and the others a part
 * @param pace by which durations are multiplied; below 1 it proves the harness and nothing else
 * @param crowds how many connections
 */
record Plan(String name, int sittings, int roundsEach, boolean everything, double pace, List<Integer> crowds) {
    /** Both ways ask for the next after half of it. */
    static final Duration TOKEN_LIFE = Duration.ofSeconds(10);

    /** A tenth of what is left of the old token, over which AUTHs are spread, and 100 ms more. */
    static final int SETTLING_MILLIS = 600;

    /** With which each sitting begins, not counted. */
    static final int WARM_UP_ROUNDS = 3;

    /**
     * That a process has worked in those rounds. After 7 s some operations still took more than twice the CPU of later
     * ones, for the JIT.
     */
    private static final int WARM_UP_MILLIS = 10_000;

    /**
     * How much more often a warm-up has what is measured at a few hundred a second: a code path is warm after a number of
     * runs. After 3,000 elements redis-entra still popped them in 1.15 of the static password's time, and in 1.03 after that.
     */
    private static final int HASTE = 10;

    /** That most of the work is done by. */
    static final int THREADS = 8;

    static final Duration NO_RENEWAL = Duration.ofHours(1);

    static Plan named(String name) {
        return switch (name) {
            case "smoke" -> new Plan(name, 2, 1, false, 0.25, List.of(10, 100));
            case "core" -> new Plan(name, 3, 2, false, 1, List.of(10, 100, 1_000));
            case "full" -> new Plan(name, 3, 2, true, 1, List.of(10, 100, 1_000));
            default ->
                throw new IllegalArgumentException("comparison.extent=%s: must be smoke, core or full".formatted(name));
        };
    }

    /** That count, of all sittings. */
    int rounds() {
        return sittings * roundsEach;
    }

    /** All modes, and one without renewals. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (ClientKind client : ClientKind.values()) {
            for (Topology topology : List.of(Topology.STANDALONE, Topology.CLUSTER)) {
                cells.add(new Cell(client, topology, Protocol.RESP3));
                cells.add(new Cell(client, topology, Protocol.RESP2));
            }
            cells.add(new Cell(client, Topology.STANDALONE, Protocol.RESP3, false));
        }
        return cells;
    }

    /** Without renewals a part: there redis-entra passes on what the client does. */
    List<Segment> segments(Cell cell) {
        boolean plain = cell.topology() == Topology.STANDALONE && cell.protocol() == Protocol.RESP3;
        return cell.renews() && (everything || plain) ? all(cell) : few();
    }

    /** The same work as a round to warm up does it: shorter where there is much of it, longer where there is little. */
    List<Segment> warmUp(List<Segment> segments) {
        int round = segments.stream().mapToInt(Segment::millis).sum();
        double share = WARM_UP_MILLIS * pace / WARM_UP_ROUNDS / round;
        return segments.stream()
                .map(segment -> hastened(segment).lasting((int) (segment.millis() * share)))
                .toList();
    }

    private static Segment hastened(Segment segment) {
        return switch (segment.work()) {
            case QUEUE, PUB_SUB -> segment.atRate(segment.rate() * HASTE);
            case GET_SET, PIPELINE -> segment;
        };
    }

    private List<Segment> all(Cell cell) {
        List<Segment> segments = new ArrayList<>(List.of(
                closed("GET/SET 100 B, 8 threads", Work.GET_SET, THREADS, 100, 1, 1_000),
                fixed("GET/SET 100 B, 8 threads, 2,000/s", Work.GET_SET, THREADS, 2_000, 1_000),
                closed("GET/SET 100 B, 1 thread", Work.GET_SET, 1, 100, 1, 500),
                closed("GET/SET 100 B, 64 threads", Work.GET_SET, 64, 100, 1, 500),
                closed("GET/SET 10 KB, 8 threads", Work.GET_SET, THREADS, 10_240, 1, 500),
                closed("pipelines of 16, 8 threads", Work.PIPELINE, THREADS, 100, 16, 500),
                closed("pipelines of 100, 8 threads", Work.PIPELINE, THREADS, 100, 100, 500),
                fixed("BLPOP in 4 threads, 500/s", Work.QUEUE, 4, 500, 500)));
        if (everything) {
            segments.add(closed("GET/SET 10 KB, 1 thread", Work.GET_SET, 1, 10_240, 1, 500));
            segments.add(closed("GET/SET 10 KB, 64 threads", Work.GET_SET, 64, 10_240, 1, 500));
        }
        // Of the official ways none can subscribe in RESP2 through a renewal, and two refuse.
        if (cell.protocol() == Protocol.RESP3) {
            segments.add(fixed("Pub/Sub, one to 10, 200/s", Work.PUB_SUB, 10, 200, 500));
        }
        return segments;
    }

    private List<Segment> few() {
        return List.of(
                closed("GET/SET 100 B, 8 threads", Work.GET_SET, THREADS, 100, 1, 1_000),
                fixed("GET/SET 100 B, 8 threads, 2,000/s", Work.GET_SET, THREADS, 2_000, 1_000),
                closed("pipelines of 16, 8 threads", Work.PIPELINE, THREADS, 100, 16, 500));
    }

    private Segment closed(String name, Work work, int threads, int size, int batch, int millis) {
        return new Segment(name, work, threads, size, batch, 0, (int) (millis * pace));
    }

    private Segment fixed(String name, Work work, int threads, int rate, int millis) {
        return new Segment(name, work, threads, 100, 1, rate, (int) (millis * pace));
    }
}
