package dev.redisentra.comparison.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Profile.Part;

/** What redis-entra itself takes of CPU time and allocations. */
final class ProfileSection {
    private static final double OWN_PART = 0.01;

    private final Results results;
    private final Summary summary;

    ProfileSection(Results results, Summary summary) {
        this.results = results;
        this.summary = summary;
    }

    String text() {
        StringBuilder page = new StringBuilder("""
                ## Redis-entra's own part

                Two processes of the same code differ by some percent, and the tables above tell nothing smaller. A profile of
                redis-entra's process does, by [async-profiler](https://github.com/async-profiler/async-profiler): it counts what of
                the CPU time and of the allocations is of redis-entra's code, or of what that calls in the JDK. What it makes the
                client do besides is the client's. Standalone, RESP3, a renewal every 5 s. Locks stand apart, whoever takes them, and beside those of the static password's process: the
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
        return page.append(partsAbove()).toString();
    }

    private String partsAbove() {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Profiles.Profiled profiled : results.profiles()) {
            if (profiled.time(Part.REDIS_ENTRA) > OWN_PART) {
                String reason = Reasons.of(profiled.client(), Metric.CPU, results.work(profiled.work()))
                        .orElse(Reasons.NOT_KNOWN);
                byReason.computeIfAbsent(reason, key -> new ArrayList<>())
                        .add("%s, %s".formatted(profiled.client().title(), profiled.work()));
            }
        }
        return byReason.entrySet().stream()
                .map(entry -> "\n%s: %s\n".formatted(String.join("; ", entry.getValue()), entry.getKey()))
                .collect(Collectors.joining());
    }

    private String profileRow(Profiles.Profiled profiled) {
        double time = profiled.time(Part.REDIS_ENTRA);
        double allocation = profiled.allocation(Part.REDIS_ENTRA);
        summary.target("redis-entra's own part of CPU time, by a profile, at most 1 %", time <= OWN_PART);
        summary.target(
                "redis-entra's own part of what is allocated, by a profile, at most 1 %", allocation <= OWN_PART);
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
}
