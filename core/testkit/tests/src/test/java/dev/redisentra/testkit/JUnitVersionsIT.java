package dev.redisentra.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The extension's own test with older versions of JUnit: the oldest that it is for, and that of Boot 3.4. This module's run
 * has the newest; {@code core/spring-boot/tests} has those of the later lines of Boot.
 */
class JUnitVersionsIT {
    @ParameterizedTest
    @ValueSource(strings = {"5.10.3", "5.11.4"})
    void theExtensionRuns(String version) throws Exception {
        List<String> classPath = new ArrayList<>();
        classPath.add("target/test-classes");
        // Of this JVM's class path what is neither JUnit nor optional: an adopter's has no more of the kit's.
        Stream.of(
                        org.assertj.core.api.Assertions.class,
                        net.bytebuddy.ByteBuddy.class,
                        LocalAzure.class,
                        org.slf4j.Logger.class,
                        org.jspecify.annotations.Nullable.class)
                .map(JUnitVersionsIT::jarOf)
                .forEach(classPath::add);
        classPath.add(System.getProperty("testkit.jar"));
        try (Stream<Path> junit = Files.list(Path.of("target/junit", version))) {
            junit.map(Path::toString).forEach(classPath::add);
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath.stream().collect(Collectors.joining(File.pathSeparator)),
                        JUnitRun.class.getName(),
                        WithLocalAzureTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            output = out.lines().collect(Collectors.joining("\n"));
        }

        assertThat(process.waitFor(MainProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(output).contains("TESTS succeeded=4 failed=0");
    }

    private static String jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
