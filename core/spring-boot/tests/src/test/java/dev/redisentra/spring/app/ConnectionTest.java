package dev.redisentra.spring.app;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.redisentra.testkit.FreePorts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The test kit's annotation, in an application's own test on each line: with what Boot brings of JUnit and of Spring's tests. */
class ConnectionTest {
    private static final List<String> CLASSES = List.of("Orders", "OrdersAgain", "OrdersAgain$Plain");

    /** But for what is in every build. */
    static Stream<Arguments> others() {
        return Stream.of(BootLine.values())
                .flatMap(line -> Stream.of(false, true)
                        .filter(set -> set || line != BootLine.BOOT_4_1)
                        .map(set -> Arguments.of(line, set)));
    }

    /** The newest line, as an IDE runs it: cheap enough for every build. */
    @Test
    void oneAnnotationConnects() throws Exception {
        connects(BootLine.BOOT_4_1, false);
    }

    /**
     * With the variables of the identity as an IDE has them, which is not at all, and as Maven sets them.
     *
     * @param set whether they are
     */
    @Tag("long")
    @ParameterizedTest
    @MethodSource("others")
    void oneAnnotationConnectsOnEachLine(BootLine line, boolean set) throws Exception {
        connects(line, set);
    }

    private static void connects(BootLine line, boolean set) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                line.testClassPath("lettuce"),
                "dev.redisentra.spring.connected.TestRun"));
        CLASSES.forEach(name -> command.add("dev.redisentra.spring.connected." + name));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("AZURE_"));
        environment.keySet().removeIf(name -> name.startsWith("IDENTITY_"));
        if (set) {
            environment.put(
                    "IDENTITY_ENDPOINT", "http://127.0.0.1:" + FreePorts.find(1).get(0) + "/msi/token");
            environment.put("IDENTITY_HEADER", "local-azure");
        }
        Process process = builder.start();
        List<String> output;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            output = out.lines().toList();
        }

        assertThat(process.waitFor(ApplicationProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(output)
                .as(String.join("\n", output))
                .contains("TESTS succeeded=3 failed=0")
                .contains("IDENTITY " + (set ? "azure-identity" : "the kit's"));
    }
}
