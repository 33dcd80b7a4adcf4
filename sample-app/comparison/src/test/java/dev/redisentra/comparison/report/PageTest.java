package dev.redisentra.comparison.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Crowd;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Profile;
import dev.redisentra.comparison.work.Profile.Part;
import dev.redisentra.comparison.work.Segment;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/** From figures that are made up to what the page says of them. */
class PageTest {
    private static final Plan PLAN = Plan.named("core");

    @Test
    void whatIsSlowerThanAllowedIsMissedAndBehind() {
        String page = new Page(results(10_000, 9_000), Map.of()).text();

        assertThat(page).contains("| throughput, at least 0.99 | 0 | 0 | 42 | 42 |");
        assertThat(page).contains("the static password again, by the first, all clients | 0 | 210 | 0 |");
        assertThat(page)
                .containsSubsequence(
                        "Missed against the static password, and why:",
                        "- Lettuce, throughput, 14 rows: 0.900 to 0.900. No cause known.",
                        "Behind the official way, and why:",
                        "- Lettuce, throughput, 14 rows: 0.900 to 0.900. No cause known.");
    }

    @Test
    void whatIsEqualIsMetAndLevel() {
        String page = new Page(results(10_000, 10_000), Map.of()).text();

        assertThat(page).doesNotContain("**missed**").doesNotContain("and why:");
        assertThat(page).contains("| 1.000 (1.00–1.00) | 1.000 (1.00–1.00) | 1.000 (1.00–1.00) | met | level |");
    }

    @Test
    void anAuthTooManyAtARenewalIsMissed() {
        assertThat(new Page(results(1, 1, crowd(100)), Map.of()).text())
                .contains("| AUTHs at each renewal, exactly one for each connection | 1 | 0 | 0 |");
        assertThat(new Page(results(1, 1, crowd(101)), Map.of()).text())
                .contains("| AUTHs at each renewal, exactly one for each connection | 0 | 0 | 1 |");
    }

    @Test
    void redisEntrasOwnPartIsThatOfItsSamples() {
        Results results = results(1, 1);
        results.profiles().add(profiled(Contender.STATIC, Map.of(Part.LOCKS, 60L, Part.OTHERS, 940L)));
        results.profiles()
                .add(profiled(Contender.OURS, Map.of(Part.REDIS_ENTRA, 20L, Part.LOCKS, 70L, Part.OTHERS, 910L)));

        assertThat(new Page(results, Map.of()).text())
                .contains("| redis-entra's own part of CPU time, by a profile, at most 1 % | 0 | 0 | 1 |")
                .contains("| Jedis, pipelines of 16, 8 threads | 1,000 | 2.0 % | 40.0 ns | 0.0 % | 7.0 % | 6.0 % |")
                .contains("Jedis, pipelines of 16, 8 threads: Commands are held");
    }

    private static Profiles.Profiled profiled(Contender contender, Map<Part, Long> time) {
        return new Profiles.Profiled(
                ClientKind.JEDIS,
                contender,
                "pipelines of 16, 8 threads",
                new Profile.Result(time, Map.of(Part.OTHERS, 10L), 2));
    }

    @Test
    void aLatencyWithoutACauseStandsBesideWhatTheMachineDoes() {
        Results results = results(10, 10);
        for (Measured measured : results.cells()) {
            for (int round = 0; round < PLAN.rounds(); round++) {
                Outcome slow = outcome(10, 3_000_000);
                measured.turns(Contender.OURS)
                        .set(
                                round,
                                new Turn(Collections.nCopies(measured.segments().size(), slow), null, counts()));
            }
            Histogram lateness = Outcome.histogram();
            lateness.recordValue(2_500_000);
            measured.addLateness(lateness);
        }

        assertThat(new Page(results, Map.of()).text())
                .contains(
                        "- Redisson, p99.9, 7 rows: 2.999 to 2.999. No cause known. A thread with nothing to do came late by 2.50 ms at the same percentile.")
                .contains("a thread with nothing to do came late by 2.50 ms at its p99");
    }

    @Test
    void manyConnectionsAreHeldAgainstThoseOfTheStaticPassword() {
        String target = "| p99 during the renewal of 1,000 connections by p99 beside it, at most 1.20 ";

        assertThat(page(crowd(Contender.STATIC, 1), crowd(Contender.OURS, 1.1)))
                .contains(target + "| 1 | 0 | 0 |")
                .contains("| Jedis, 1,000, static password (1,000 open) | – | – | – |");
        assertThat(page(crowd(Contender.STATIC, 1.4), crowd(Contender.OURS, 1.3)))
                .contains(target + "| 0 | 1 | 0 |");
        assertThat(page(crowd(Contender.STATIC, 1.1), crowd(Contender.OURS, 1.3)))
                .contains(target + "| 0 | 0 | 1 |")
                .contains("Jedis, 1,000, redis-entra: p99 above 1.20");
    }

    private static String page(Crowded... crowds) {
        return new Page(results(1, 1, crowds), Map.of()).text();
    }

    /** @param duringByBeside of p99 */
    private static Crowded crowd(Contender contender, double duringByBeside) {
        Histogram beside = Outcome.histogram();
        beside.recordValue(1_000_000);
        Histogram during = Outcome.histogram();
        during.recordValue((long) (1_000_000 * duringByBeside));
        Outcome outcome = new Outcome(2, 0, null, 0, 1, 1, 1, beside, during);
        return new Crowded(
                ClientKind.JEDIS, contender, 1_000, 1_000, new Crowd.Result(outcome, 1, 1, 1, 2), null, List.of(), 0);
    }

    @Test
    void aWayThatCameToNoEndIsNamed() {
        Results results = results(10, 10);
        for (Measured measured : results.cells()) {
            for (int round = 0; round < PLAN.rounds(); round++) {
                measured.turns(Contender.OFFICIAL).set(round, new Turn(null, "hangs", counts()));
            }
        }

        assertThat(new Page(results, Map.of()).text())
                .contains("the official way gave no figure")
                .contains("A turn came to no end (official): `hangs`.");
    }

    @Test
    void plotsAreWellFormedAndFollowTheReadersScheme() throws Exception {
        Map<String, String> plots = new Page(results(100, 90), Map.of()).plots();

        assertThat(plots)
                .containsKeys(
                        "comparison-throughput-jedis.svg", "comparison-cpu-jedis.svg", "comparison-latency-jedis.svg");
        for (String plot : plots.values()) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(plot)));
            assertThat(plot).contains("prefers-color-scheme:dark").doesNotContain("NaN");
        }
    }

    @Test
    void theRawFiguresHaveEveryRound() {
        assertThat(RawFigures.json(results(100, 90)))
                .contains("\"throughput /s\": [90, 90, 90, 90, 90, 90]")
                .contains("\"extent\": \"core\"");
    }

    private static Results results(int official, int ours, Crowded... crowds) {
        List<Measured> cells = new ArrayList<>();
        for (Cell cell : PLAN.cells()) {
            List<Segment> segments = PLAN.segments(cell);
            Measured measured = new Measured(cell, segments);
            for (int round = 0; round < PLAN.rounds(); round++) {
                for (Contender contender : Contender.values()) {
                    Outcome outcome = outcome(contender == Contender.OURS ? ours : official);
                    measured.add(contender, new Turn(Collections.nCopies(segments.size(), outcome), null, counts()));
                }
            }
            cells.add(measured);
        }
        return new Results(
                "core", 20, "17", 2, cells, List.of(crowds), List.of(), List.of(), new ArrayList<>(), Map.of());
    }

    private static Outcome outcome(int operations) {
        return outcome(operations, 1_000_000);
    }

    private static Outcome outcome(int operations, long latencyNanos) {
        Histogram latencies = Outcome.histogram();
        latencies.recordValue(latencyNanos);
        return new Outcome(
                operations, 0, null, 0, 1_000_000_000, 1_000L * operations, 10L * operations, latencies, latencies);
    }

    private static Server.Counts counts() {
        return new Server.Counts(1, 1, 1, 0, 0, 1);
    }

    private static Crowded crowd(long auths) {
        return new Crowded(
                ClientKind.JEDIS,
                Contender.OURS,
                100,
                100,
                new Crowd.Result(outcome(1), 1, 1, 1, 3),
                null,
                List.of(new Crowded.Renewal(1, 100, 300), new Crowded.Renewal(1, auths, 300)),
                0);
    }
}
