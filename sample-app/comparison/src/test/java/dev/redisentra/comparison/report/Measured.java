package dev.redisentra.comparison.report;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Segment;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** All turns in one cell, and what they tell together. Contenders are compared round by round. */
final class Measured implements Serializable {
    private static final long serialVersionUID = 1;

    private final Cell cell;

    @SuppressWarnings("serial") // a list of the JDK's, which all are serializable
    private final List<Segment> segments;

    private final EnumMap<Contender, List<Turn>> turns = new EnumMap<>(Contender.class);
    private final Histogram lateness = Outcome.histogram();

    Measured(Cell cell, List<Segment> segments) {
        this.cell = cell;
        this.segments = segments;
        for (Contender contender : Contender.values()) {
            turns.put(contender, new ArrayList<>());
        }
    }

    Cell cell() {
        return cell;
    }

    List<Segment> segments() {
        return segments;
    }

    /** Of which latencies are shown. */
    Segment paced() {
        return segments.stream().filter(Segment::tellsLatency).findFirst().orElseThrow();
    }

    void add(Contender contender, Turn turn) {
        turns(contender).add(turn);
    }

    /** How late a {@link Bystander} was meanwhile. */
    void addLateness(Histogram bystanders) {
        lateness.add(bystanders);
    }

    /** Of a {@link Bystander}, while latencies were measured. */
    Histogram lateness() {
        return lateness;
    }

    List<Turn> turns(Contender contender) {
        return turns.getOrDefault(contender, List.of());
    }

    /** Of each round; null where the turn did not come to an end. */
    List<@Nullable Outcome> outcomes(Contender contender, Segment segment) {
        int index = segments.indexOf(segment);
        List<@Nullable Outcome> outcomes = new ArrayList<>();
        for (Turn turn : turns(contender)) {
            outcomes.add(turn.outcomes() == null ? null : turn.outcomes().get(index));
        }
        return outcomes;
    }

    Spread values(Contender contender, Segment segment, Metric metric) {
        return Spread.of(perRound(contender, segment, metric));
    }

    /** One contender's figure by another's, taken in each round, so that what drifts meanwhile drops out. */
    Spread ratio(Contender contender, Contender to, Segment segment, Metric metric) {
        return Spread.of(ratios(contender, to, segment, metric));
    }

    /** Of each round; not a number where one of the two has no figure. */
    List<Double> ratios(Contender contender, Contender to, Segment segment, Metric metric) {
        List<Double> upper = perRound(contender, segment, metric);
        List<Double> lower = perRound(to, segment, metric);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(upper.size(), lower.size()); round++) {
            ratios.add(upper.get(round) / lower.get(round));
        }
        return ratios;
    }

    List<Double> perRound(Contender contender, Segment segment, Metric metric) {
        List<Double> values = new ArrayList<>();
        for (Outcome outcome : outcomes(contender, segment)) {
            values.add(outcome == null || outcome.operations() == 0 ? Double.NaN : metric.of(outcome));
        }
        return values;
    }

    /** The latencies of all rounds together. */
    Histogram merged(Contender contender, Segment segment, Function<Outcome, Histogram> which) {
        Histogram merged = Outcome.histogram();
        for (Outcome outcome : outcomes(contender, segment)) {
            if (outcome != null) {
                merged.add(which.apply(outcome));
            }
        }
        return merged;
    }

    /** Over all rounds and segments. */
    long sum(Contender contender, ToLongFunction<Outcome> reading) {
        long sum = 0;
        for (Segment segment : segments) {
            for (Outcome outcome : outcomes(contender, segment)) {
                sum += outcome == null ? 0 : reading.applyAsLong(outcome);
            }
        }
        return sum;
    }

    /** What the server's side saw in all turns. */
    long counted(Contender contender, ToLongFunction<Server.Counts> reading) {
        return turns(contender).stream()
                .mapToLong(turn -> reading.applyAsLong(turn.counts()))
                .sum();
    }
}
