package dev.redisentra.spring.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the starter adds to a start, compared with the same application with a password and without any of ours on its class
 * path: until the first command has been answered. Writes {@code docs/spring.md}.
 *
 * <p>The time is bounded. It grows by less than the processors' time, because the token is on its way while the beans are made;
 * so it wants a machine that does nothing else.
 */
@EnabledIfSystemProperty(named = "start.rounds", matches = "\\d+", disabledReason = "measures for minutes")
class StartCostTest {
    /** Of the time with the starter to that without. */
    private static final double MOST = 1.10;

    /** Our jars, what they bring, and Redisson's. */
    private static final Pattern OURS = Pattern.compile(
            "/target/|/com/azure/|/com/microsoft/|/jna|/com/fasterxml/jackson/core/jackson-(core|databind)|redisson");

    private static final int ROUNDS = Integer.getInteger("start.rounds", 1);
    private static final List<String> FIGURES = List.of("ms", "cpu", "classes", "beans");

    @TempDir
    private Path directory;

    @Test
    void aStartCostsLittleMore() throws Exception {
        List<Map<String, Double>> plain = new ArrayList<>();
        List<Map<String, Double>> starter = new ArrayList<>();
        List<Map<String, Double>> archived = new ArrayList<>();
        try (LocalAzure azure = LocalAzure.builder().start()) {
            String jars = ClassData.jars(directory, BootLine.BOOT_4_1.classPath("lettuce"));
            List<String> archive = ClassData.train(directory, jars, ApplicationTest.properties(azure, null, "lettuce"));
            for (int round = 0; round <= ROUNDS; round++) {
                Map<String, Double> without = withPassword(azure);
                Map<String, Double> with = withStarter(azure);
                Map<String, Double> withArchive = withStarter(azure, archive, jars);
                if (round > 0) { // The first fills the file system's cache.
                    plain.add(without);
                    starter.add(with);
                    archived.add(withArchive);
                }
            }
        }
        List<String> rows = new ArrayList<>(List.of(
                "| %d starts of each, in turn | time to the first answer, s | processors' time until then, s | classes | beans |"
                        .formatted(ROUNDS),
                "| --- | --- | --- | --- | --- |",
                row("with a password", plain),
                row("with the starter", starter)));
        rows.add("| ratio | %.2f | %.2f | %.2f | %.2f |"
                .formatted(FIGURES.stream()
                        .map(figure -> ratio(starter, plain, figure))
                        .toArray()));
        rows.add(row("with the starter, from an archive", archived));
        SpringPage.write("start", rows);
        assertThat(ratio(starter, plain, "ms")).isLessThanOrEqualTo(MOST);
    }

    private static String row(String name, List<Map<String, Double>> starts) {
        return "| %s | %.2f | %.2f | %,.0f | %.0f |"
                .formatted(
                        name,
                        median(starts, "ms") / 1000,
                        median(starts, "cpu") / 1000,
                        median(starts, "classes"),
                        median(starts, "beans"));
    }

    private static double ratio(List<Map<String, Double>> starts, List<Map<String, Double>> others, String figure) {
        return median(starts, figure) / median(others, figure);
    }

    private static double median(List<Map<String, Double>> starts, String figure) {
        double[] sorted =
                starts.stream().mapToDouble(start -> start.get(figure)).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static Map<String, Double> withStarter(LocalAzure azure) {
        return withStarter(azure, List.of(), BootLine.BOOT_4_1.classPath("lettuce"));
    }

    private static Map<String, Double> withStarter(LocalAzure azure, List<String> flags, String classPath) {
        return start(flags, classPath, azure.environment(), ApplicationTest.properties(azure, null, "lettuce"));
    }

    private static Map<String, Double> withPassword(LocalAzure azure) {
        Map<String, String> properties = new HashMap<>(ApplicationTest.properties(azure, null, "lettuce"));
        properties.remove("redis-entra.enabled");
        properties.put("spring.data.redis.ssl.enabled", "true");
        properties.put("spring.data.redis.password", azure.redis().accessKey(AccessKey.PRIMARY));
        String classPath = BootLine.classPath(
                "boot-4.1",
                entry ->
                        entry.endsWith("target/classes") || !OURS.matcher(entry).find());
        return start(List.of(), classPath, Map.of(), properties);
    }

    private static Map<String, Double> start(
            List<String> flags, String classPath, Map<String, String> environment, Map<String, String> properties) {
        try (ApplicationProcess application = ApplicationProcess.start(flags, classPath, environment, properties)) {
            String first = application.awaitLine("FIRST ");
            Map<String, Double> figures = new LinkedHashMap<>();
            Arrays.stream(first.split(" ", -1))
                    .skip(1)
                    .map(figure -> figure.split("=", -1))
                    .forEach(figure -> figures.put(figure[0], Double.valueOf(figure[1])));
            return figures;
        }
    }
}
