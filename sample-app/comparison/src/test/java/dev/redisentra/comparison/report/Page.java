package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Crowd;
import dev.redisentra.comparison.work.Outcome;
import dev.redisentra.comparison.work.Profile.Part;
import dev.redisentra.comparison.work.Segment;
import org.HdrHistogram.Histogram;

/** The page, and the plots it shows. */
final class Page {
    /** The targets for many connections. */
    private static final double DURING_BY_BESIDE = 1.2;

    private static final double OWN_PART = 0.01;

    private final Results results;
    private final Plan plan;
    private final Shortfalls missed;
    private final Shortfalls behind;
    private final Map<String, List<Verdict.OfTarget>> targets = new LinkedHashMap<>();
    private final Map<ClientKind, List<Verdict>> verdicts = new LinkedHashMap<>();

    private final Map<String, String> versions;

    /** @param versions of the clients, by {@link Versions} */
    Page(Results results, Map<String, String> versions) {
        this.results = results;
        this.missed = new Shortfalls(results.profiles());
        this.behind = new Shortfalls(results.profiles());
        this.plan = Plan.named(results.extent());
        this.versions = versions;
    }

    String text() {
        String clients =
                java.util.Arrays.stream(ClientKind.values()).map(this::client).collect(Collectors.joining("\n"));
        String profiles = profiles();
        String crowds = crowds();
        return """
                # Comparison

                What keyless costs, for each client: redis-entra beside what the client itself offers for tokens, and beside a static
                password that is never renewed, which is the limit. Written by

                ```sh
                %s
                ```

                in %d minutes, on JDK %s with %d processors, which the contenders share with Redis and its TLS. The raw figures are in
                [comparison.json](comparison.json).

                %s
                %s
                %s
                %s
                %s
                %s
                %s
                """.formatted(
                        command(),
                        results.minutes(),
                        results.jdk(),
                        results.processors(),
                        summary(),
                        clients,
                        profiles,
                        crowds,
                        startsAndClosures(),
                        FleetSection.page(),
                        method())
                .replaceAll("\n{3,}", "\n\n")
                .replaceAll("\\s+$", "\n");
    }

    private String command() {
        return "./mvnw -Pcomparison verify"
                + (results.extent().equals("core") ? "" : " -Dcomparison.extent=" + results.extent());
    }

    private String summary() {
        StringBuilder page = new StringBuilder("""
                ## What came out

                Against the static password, medians of the ratios of all rounds. *Within chance*: the median misses its target by no more
                than the static password differs from itself in the same run, which tells nothing either way.

                | target | met | within chance | missed |
                | --- | ---: | ---: | ---: |
                """);
        targets.forEach((target, outcomes) -> page.append("| %s | %d | %d | %d |\n"
                .formatted(
                        target,
                        count(outcomes, Verdict.OfTarget.MET),
                        count(outcomes, Verdict.OfTarget.WITHIN_CHANCE),
                        count(outcomes, Verdict.OfTarget.MISSED))));
        page.append(missed.text("Missed against the static password"));
        page.append("""

                Against the official way, row by row. *Ahead* and *behind* are rows in which all rounds agree, and by more than 1 %%: of rounds
                that point either way by chance, %d agree in one row of %d.

                | | ahead | level | behind |
                | --- | ---: | ---: | ---: |
                """.formatted(plan.rounds(), 1 << (plan.rounds() - 1)));
        verdicts.forEach((client, outcomes) -> page.append("| %s | %d | %d | %d |\n"
                .formatted(
                        client.title(),
                        outcomes.stream().filter(v -> v == Verdict.AHEAD).count(),
                        outcomes.stream().filter(v -> v == Verdict.LEVEL).count(),
                        outcomes.stream().filter(v -> v == Verdict.BEHIND).count())));
        page.append(behind.text("Behind the official way"));
        page.append("""

                ![Throughput by the static password's](img/comparison-throughput.svg)

                ![CPU per operation by the static password's](img/comparison-cpu.svg)
                """);
        return page.toString();
    }

    private static long count(List<Verdict.OfTarget> outcomes, Verdict.OfTarget which) {
        return outcomes.stream().filter(outcome -> outcome == which).count();
    }

    private String client(ClientKind client) {
        StringBuilder page = new StringBuilder("## %s\n".formatted(client.title()));
        for (Measured measured : results.cells()) {
            if (measured.cell().client() == client) {
                page.append(cell(measured));
            }
        }
        page.append("""

                ![Latencies at 2,000 commands a second](img/comparison-latency-%s.svg)
                """.formatted(client.name().toLowerCase(Locale.ROOT)));
        return page.toString();
    }

    private String cell(Measured measured) {
        StringBuilder page = new StringBuilder("""

                ### %s

                | work | figure | static password | again, by the first | official, by static | redis-entra, by static | target | against official |
                | --- | --- | ---: | ---: | ---: | ---: | --- | --- |
                """.formatted(measured.cell().title()));
        for (Segment segment : measured.segments()) {
            for (Metric metric : Metric.values()) {
                if (metric.appliesTo(segment) && isShown(metric, segment)) {
                    page.append(row(measured, segment, metric));
                }
            }
        }
        page.append("\n").append(counts(measured));
        return page.toString();
    }

    /** Allocation is counted for commands alone. */
    private static boolean isShown(Metric metric, Segment segment) {
        return metric != Metric.ALLOCATION || segment.size() > 0;
    }

    private String row(Measured measured, Segment segment, Metric metric) {
        Spread chance = measured.ratio(Contender.CONTROL, Contender.STATIC, segment, metric);
        Spread official = measured.ratio(Contender.OFFICIAL, Contender.STATIC, segment, metric);
        Spread ours = measured.ratio(Contender.OURS, Contender.STATIC, segment, metric);
        Spread against = measured.ratio(Contender.OURS, Contender.OFFICIAL, segment, metric);
        String target = "";
        if (metric.hasTarget() && ours.isKnown()) {
            Verdict.OfTarget outcome = Verdict.OfTarget.of(metric, ours, chance);
            target = outcome.title();
            if (outcome == Verdict.OfTarget.MISSED) {
                missed.add(measured.cell(), segment, metric, ours);
            }
            targets.computeIfAbsent(
                            "%s, %s %s"
                                    .formatted(
                                            metric.title(),
                                            metric == Metric.THROUGHPUT ? "at least" : "at most",
                                            Figures.number(metric.target())),
                            key -> new ArrayList<>())
                    .add(outcome);
        }
        return "| %s | %s | %s %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        segment.name(),
                        metric.title(),
                        Figures.number(measured.values(Contender.STATIC, segment, metric)
                                .median()),
                        metric.unit(),
                        Figures.ratio(chance),
                        Figures.ratio(official),
                        Figures.ratio(ours),
                        target,
                        against(measured, segment, metric, against));
    }

    private String against(Measured measured, Segment segment, Metric metric, Spread ratio) {
        if (!ratio.isKnown()) {
            return "the official way gave no figure";
        }
        Verdict verdict = Verdict.of(metric, ratio);
        verdicts.computeIfAbsent(measured.cell().client(), key -> new ArrayList<>())
                .add(verdict);
        if (verdict == Verdict.BEHIND) {
            behind.add(measured.cell(), segment, metric, ratio);
        }
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static String counts(Measured measured) {
        StringBuilder page = new StringBuilder("""
                | in all rounds | static password | again | official | redis-entra |
                | --- | ---: | ---: | ---: | ---: |
                """);
        besideAndDuring(page, measured);
        line(page, "commands that failed", contender -> measured.sum(contender, Outcome::failures));
        line(page, "messages and elements lost", contender -> measured.sum(contender, Outcome::lost));
        line(
                page,
                "turns that came to no end",
                contender -> measured.turns(contender).stream()
                        .filter(turn -> turn.outcomes() == null)
                        .count());
        line(
                page,
                "connections closed at expiry",
                contender -> measured.turns(contender).stream()
                        .mapToLong(turn -> turn.counts().closedAtExpiry())
                        .sum());
        line(
                page,
                "connections opened",
                contender -> measured.turns(contender).stream()
                        .mapToLong(turn -> turn.counts().connectionsOpened())
                        .sum());
        line(
                page,
                "AUTHs, logins included",
                contender -> measured.turns(contender).stream()
                        .mapToLong(turn -> turn.counts().auths())
                        .sum());
        line(
                page,
                "tokens asked for",
                contender -> measured.turns(contender).stream()
                        .mapToLong(turn -> turn.counts().tokenRequests())
                        .sum());
        return page.toString();
    }

    private static void besideAndDuring(StringBuilder page, Measured measured) {
        Segment segment = paced(measured);
        page.append("| %s: p99 beside renewals".formatted(segment.name()));
        for (Contender contender : Contender.values()) {
            page.append(" | ").append(p99(measured.merged(contender, segment, Outcome::beside)));
        }
        page.append(" |\n| the same during renewals");
        for (Contender contender : Contender.values()) {
            page.append(" | ").append(p99(measured.merged(contender, segment, Outcome::during)));
        }
        page.append(" |\n");
    }

    private static String p99(Histogram histogram) {
        return histogram.getTotalCount() == 0 ? "–" : Figures.number(histogram.getValueAtPercentile(99) / 1e6) + " ms";
    }

    private static Segment paced(Measured measured) {
        return measured.segments().stream()
                .filter(Segment::tellsLatency)
                .findFirst()
                .orElseThrow();
    }

    private static void line(StringBuilder page, String title, java.util.function.ToLongFunction<Contender> figure) {
        page.append("| ").append(title);
        for (Contender contender : Contender.values()) {
            page.append(" | %,d".formatted(figure.applyAsLong(contender)));
        }
        page.append(" |\n");
    }

    private String profiles() {
        StringBuilder page = new StringBuilder("""
                ## Redis-entra's own part

                The tables above tell no less than the some percent by which two processes of the same code differ. A profile of
                redis-entra's process, by [async-profiler](https://github.com/async-profiler/async-profiler), does: it counts what of
                the CPU time and of the allocations is of redis-entra's code, or of what that calls in the JDK. Standalone, RESP3, a
                renewal every 5 s. Locks stand apart, whoever takes them, and beside those of the static password's process: the
                processor waits at a lock until what was written before has reached the memory, and so at the first one after a
                pipeline was written, be it redis-entra's or TLS's.

                | work | samples of CPU time | redis-entra | for an operation | azure-identity | locks | locks, static password | allocated by redis-entra | by azure-identity |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (Profiles.Profiled profiled : results.profiles()) {
            if (profiled.contender() == Contender.OURS) {
                page.append(profileRow(profiled));
            }
        }
        return page.toString();
    }

    private String profileRow(Profiles.Profiled profiled) {
        double time = profiled.time(Part.REDIS_ENTRA);
        double allocation = profiled.allocation(Part.REDIS_ENTRA);
        target("redis-entra's own part of CPU time, by a profile, at most 1 %", time <= OWN_PART);
        target("redis-entra's own part of what is allocated, by a profile, at most 1 %", allocation <= OWN_PART);
        return "| %s, %s | %,d | %s | %s ns | %s | %s | %s | %s | %s |\n"
                .formatted(
                        profiled.client().title(),
                        profiled.work(),
                        profiled.samples(),
                        Figures.percent(time),
                        Figures.number(profiled.nanos(Part.REDIS_ENTRA)),
                        Figures.percent(profiled.time(Part.TOKENS)),
                        Figures.percent(profiled.time(Part.LOCKS)),
                        staticPassword(profiled)
                                .map(other -> Figures.percent(other.time(Part.LOCKS)))
                                .orElse("–"),
                        Figures.percent(allocation),
                        Figures.percent(profiled.allocation(Part.TOKENS)));
    }

    private Optional<Profiles.Profiled> staticPassword(Profiles.Profiled profiled) {
        return results.profiles().stream()
                .filter(other -> other.contender() == Contender.STATIC)
                .filter(other -> other.client() == profiled.client())
                .filter(other -> other.work().equals(profiled.work()))
                .findFirst();
    }

    private String crowds() {
        StringBuilder page = new StringBuilder("""
                ## Many connections

                Standalone, RESP3, 1,000 commands a second over all connections. With 1,000 connections both ways renew a token 236 s
                before its end, which is the latest on Azure; redis-entra spreads the AUTHs over a tenth of that. With fewer
                connections tokens live for 4 s and are renewed at half-life: a renewal then lasts 0.4 s, and its four slowest
                commands, which azure-identity's work in the same process delays as well as an AUTH does, are above its p99.

                | connections | AUTHs at each renewal | token requests each | ms from a token to the last AUTH | p99 beside | p99 during, by beside | closed at expiry | commands that failed |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        for (Crowded crowd : results.crowds()) {
            if (crowd.contender().renews()) {
                page.append(crowdRow(crowd));
            }
        }
        page.append("""

                What 1,000 connections hold, of heap in use after a collection and of threads (of the largest number above that was run):

                | | connections | heap, MB | threads | opened in, ms |
                | --- | ---: | ---: | ---: | ---: |
                """);
        int largest = results.crowds().stream().mapToInt(Crowded::asked).max().orElse(0);
        for (Crowded crowd : results.crowds()) {
            Crowd.Result result = crowd.result();
            if (crowd.asked() == largest && result != null) {
                page.append("| %s, %s | %,d | %s | %,d | %,d |\n"
                        .formatted(
                                crowd.client().title(),
                                crowd.contender().title(),
                                crowd.open(),
                                Figures.megabytes(result.heapBytes()),
                                result.threads(),
                                result.openMillis()));
            }
        }
        return page.append(households()).toString();
    }

    /** One of each client in a process. */
    private String households() {
        StringBuilder page = new StringBuilder("""

                Several clients in one process, one of each, renewing every 5 s; ours on one source:

                | | clients | tokens received | commands | commands that failed |
                | --- | ---: | ---: | ---: | ---: |
                """);
        for (Shared.Household household : results.households()) {
            page.append("| %s | %d | %d | %,d | %d |\n"
                    .formatted(
                            household.contender().title(),
                            household.result().clients(),
                            household.result().tokens(),
                            household.result().commands(),
                            household.result().failures()));
        }
        return page.toString();
    }

    private String crowdRow(Crowded crowd) {
        String title = "%s, %,d, %s"
                .formatted(
                        crowd.client().title(), crowd.asked(), crowd.contender().title());
        Crowd.Result result = crowd.result();
        if (result == null) {
            return "| %s | came to no end: %s | | | | | %d | |\n"
                    .formatted(title, crowd.failure(), crowd.closedAtExpiry());
        }
        Histogram beside = result.outcome().beside();
        Histogram during = result.outcome().during();
        double p99 = beside.getValueAtPercentile(99) / 1e6;
        double ratio = during.getTotalCount() == 0 ? Double.NaN : during.getValueAtPercentile(99) / 1e6 / p99;
        if (crowd.contender() == Contender.OURS) {
            target(
                    "AUTHs at each renewal, exactly one for each connection",
                    !crowd.renewals().isEmpty()
                            && crowd.renewals().stream().allMatch(renewal -> renewal.auths() == crowd.open()));
            target(
                    "one token request for each renewal",
                    !crowd.renewals().isEmpty()
                            && crowd.renewals().stream().allMatch(renewal -> renewal.tokenRequests() == 1));
            if (crowd.asked() >= Crowds.MANY) {
                target(
                        "p99 during the renewal of 1,000 connections by p99 beside it, at most 1.20",
                        ratio <= DURING_BY_BESIDE);
            }
        }
        return "| %s (%,d open) | %s | %s | %s | %s ms | %s | %,d | %,d |\n"
                .formatted(
                        title,
                        crowd.open(),
                        join(crowd.renewals().stream()
                                .map(Crowded.Renewal::auths)
                                .toList()),
                        join(crowd.renewals().stream()
                                .map(Crowded.Renewal::tokenRequests)
                                .toList()),
                        join(crowd.renewals().stream()
                                .map(Crowded.Renewal::millisToLast)
                                .toList()),
                        Figures.number(p99),
                        Figures.number(ratio),
                        crowd.closedAtExpiry(),
                        result.outcome().failures());
    }

    private void target(String name, boolean met) {
        targets.computeIfAbsent(name, key -> new ArrayList<>())
                .add(met ? Verdict.OfTarget.MET : Verdict.OfTarget.MISSED);
    }

    private static String join(List<Long> values) {
        return values.isEmpty() ? "–" : values.stream().map("%,d"::formatted).collect(Collectors.joining(", "));
    }

    private String startsAndClosures() {
        StringBuilder page = new StringBuilder("""
                ## Start and size

                From the start of the JVM to the answer of a first SET, TLS and the first token included; warm: again in the same process,
                with a client and a credential of its own. Medians, with the lowest and the highest. Size: all jars of a class path that
                has the client and this way, as Maven resolves it.

                Redis-entra waits for the first token before it connects, so that a start that fails says why; Lettuce and Redisson
                connect meanwhile. A service has something else to do in that time: the [sample](sample.md) starts Tomcat.

                | | cold, ms | warm, ms | jars | MB |
                | --- | ---: | ---: | ---: | ---: |
                """);
        for (Starts.Start start : results.starts()) {
            Spread cold = Spread.of(start.cold());
            Spread warm = Spread.of(start.warm());
            Closure closure =
                    results.closures().getOrDefault(Closures.key(start.client(), start.contender()), new Closure(0, 0));
            page.append("| %s, %s | %s | %s | %s | %s |\n"
                    .formatted(
                            start.client().title(),
                            start.contender().title(),
                            withRange(cold),
                            withRange(warm),
                            closure.jars() == 0 ? "–" : Integer.toString(closure.jars()),
                            closure.jars() == 0 ? "–" : Figures.megabytes(closure.bytes())));
        }
        return page.toString();
    }

    private static String withRange(Spread spread) {
        return spread.isKnown()
                ? String.format(Locale.ROOT, "%,.0f (%,.0f–%,.0f)", spread.median(), spread.low(), spread.high())
                : "–";
    }

    private String method() {
        return """
                ## How it was measured

                - **One path for all.** Redis 7.0.15 behind the [test kit](../core/testkit)'s TLS front, which closes a connection when its token expires: whoever
                  does not re-authenticate cannot look good by it. The front passes about half of what Redis with TLS of its own does, so that
                  throughput tells less than CPU and allocation for each operation, which are the contender's process alone.
                - **One process for each contender**, and a server, alive through a sitting of %d rounds with one client. Work is done in slices of a quarter of
                  a second: contender after contender has its turn with one, and only then comes the next. In four slices each has each place once, and comes once
                  after each other. So what else the machine does falls on all alike, and ratios are taken within a round of such slices. The first %d rounds of a sitting warm the processes up, and do not count.
                  Each cell has %d such sittings, in new processes, so that what is one process's own, such as what the JIT made of it, is not taken for its contender's.
                  Work that leaves connections behind (blocked, subscribed) is done in one piece, by a client of its own.
                - **Chance is measured, too**: the static password runs twice, in two processes. Where redis-entra differs from it less
                  than it differs from itself, nothing has been shown, and the table says so.
                - **Tokens** come from azure-identity and a local managed-identity endpoint, for both ways that renew. They live for 10 s, and both ways
                  renew at half-life: every 5 s, some 700 times as often as on Azure. *Without renewals* they live for an hour.
                - **Latencies** are counted from the moment at which a command was due at a fixed rate, so that a stall counts for all commands
                  behind it (HdrHistogram). Those of a command on its own are what a thread of the client sees.
                - **During a renewal** is what was due from the request for a token until 100 ms after the last AUTH is to be sent; the rest is
                  beside it.
                - **Figures** are medians over %d rounds, in brackets the lowest and the highest. *Level* is within 1 %%, or what was better in
                  one round and worse in another.
                - **The official ways**: Lettuce %s's `TokenBasedRedisCredentialsProvider` with `ON_NEW_CREDENTIALS`, Jedis %s's `AuthXManager` with idle
                  connections tested every 2 s, Redisson %s's `EntraIdCredentialsResolver`; all on redis-authx-core %s, asking the same azure-identity.
                - **What was run**: %s
                """.formatted(
                        Plan.WARM_UP_ROUNDS + plan.roundsEach(),
                        Plan.WARM_UP_ROUNDS,
                        plan.sittings(),
                        plan.rounds(),
                        versions.get("lettuce"),
                        versions.get("jedis"),
                        versions.get("redisson"),
                        versions.get("redis-authx"),
                        extent());
    }

    private String extent() {
        return results.extent().equals("core")
                ? "the core: each client in all four modes, all the work in standalone with RESP3, and a part of it in the others and without renewals. `-Dcomparison.extent=full` does all the work in all modes, with 10 KB in 1 and 64 threads as well, and takes some hours. A run that was interrupted goes on when the command is given again."
                : "the extent `%s`.".formatted(results.extent());
    }

    Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>();
        plots.put(
                "comparison-throughput.svg",
                ratios("Throughput by the static password's: further right is better", Metric.THROUGHPUT));
        plots.put(
                "comparison-cpu.svg",
                ratios("CPU per operation by the static password's: further left is better", Metric.CPU));
        for (ClientKind client : ClientKind.values()) {
            results.cells().stream()
                    .filter(measured -> measured.cell().client() == client)
                    .findFirst()
                    .ifPresent(measured -> plots.put(
                            "comparison-latency-%s.svg".formatted(client.name().toLowerCase(Locale.ROOT)),
                            latencies(measured)));
        }
        plots.putAll(FleetSection.plots());
        return plots;
    }

    private String ratios(String title, Metric metric) {
        List<RatioPlot.Row> rows = new ArrayList<>();
        for (Measured measured : results.cells()) {
            for (Segment segment : measured.segments()) {
                if (metric.appliesTo(segment)) {
                    rows.add(new RatioPlot.Row(
                            "%s %s%s: %s"
                                    .formatted(
                                            measured.cell().client().title(),
                                            measured.cell().shape(),
                                            measured.cell().renews() ? "" : ", no renewals",
                                            segment.name()),
                            measured.ratio(Contender.CONTROL, Contender.STATIC, segment, metric),
                            measured.ratio(Contender.OFFICIAL, Contender.STATIC, segment, metric),
                            measured.ratio(Contender.OURS, Contender.STATIC, segment, metric)));
                }
            }
        }
        return RatioPlot.of(title, 0.8, 1.2, rows);
    }

    private static String latencies(Measured measured) {
        Segment segment = paced(measured);
        double[] percentiles = {50, 90, 99, 99.9, 100};
        List<LinePlot.Line> lines = new ArrayList<>();
        for (Contender contender : List.of(Contender.STATIC, Contender.OFFICIAL, Contender.OURS)) {
            Histogram all = measured.merged(contender, segment, Outcome::latencies);
            if (all.getTotalCount() > 0) {
                lines.add(new LinePlot.Line(
                        switch (contender) {
                            case OFFICIAL -> "official";
                            case OURS -> "ours";
                            case STATIC, CONTROL -> "static";
                        },
                        contender.title(),
                        java.util.Arrays.stream(percentiles)
                                .mapToObj(percentile -> all.getValueAtPercentile(percentile) / 1e6)
                                .toList()));
            }
        }
        return new LinePlot(
                        "%s: %s, all rounds".formatted(measured.cell().title(), segment.name()),
                        "percentile",
                        "latency, ms",
                        true)
                .of(List.of("50", "90", "99", "99.9", "max"), lines);
    }
}
