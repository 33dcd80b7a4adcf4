package dev.redisentra.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Secret;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks, and writes the page. */
public final class EngineReport {
    private static final int SOURCES = 1_000;

    private EngineReport() {}

    public static void main(String[] arguments) throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(CurrentCredentialBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        StringBuilder page = new StringBuilder(
                """
                # What the engine costs

                Written by `./mvnw -Pcomparison verify`, on JDK %s with %d processors.

                Reading the credential of the moment, as a connection does at its login:

                | | ns | B allocated |
                | --- | --- | --- |
                """.formatted(Runtime.version().feature(), Runtime.getRuntime().availableProcessors()));
        for (RunResult result : results) {
            page.append("| %s | %s | %s |\n"
                    .formatted(
                            title(result.getPrimaryResult().getLabel()),
                            figure(result.getPrimaryResult().getScore()),
                            figure(allocated(result))));
        }
        page.append("""

                Heap for one open source with an access key, its thread's stack left out: %s KB (of %,d opened at once).

                Two figures are the same in each run and so are tests: 10,000 cold callers at once make one request, and one
                thread serves a source with any number of clients.
                """.formatted(figure(heapOfSource() / 1024.0), SOURCES));
        Files.writeString(Path.of(arguments[0]), page);
        System.out.println(page);
    }

    private static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
    }

    private static String title(String label) {
        return switch (label) {
            case "redisEntra" -> "redis-entra, `CredentialSource.current()`";
            case "authxTokenManager" -> "redis-authx, `TokenManager.getCurrentToken()`";
            case "azureIdentityCached" -> "azure-identity, `getTokenSync` from its cache";
            default -> label;
        };
    }

    private static String figure(double value) {
        return value < 0.01 ? "0" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static double heapOfSource() {
        List<CredentialSource> sources = new ArrayList<>();
        open(sources); // whatever is loaded and cached once
        long before = usedHeap();
        for (int i = 0; i < SOURCES; i++) {
            open(sources);
        }
        double each = (usedHeap() - before) / (double) SOURCES;
        sources.forEach(CredentialSource::close);
        return each;
    }

    private static void open(List<CredentialSource> sources) {
        CredentialSource source = CredentialSources.open(new AccessKeyStrategy(Secret.of("key")));
        source.await(Duration.ofSeconds(20));
        sources.add(source);
    }

    private static long usedHeap() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
