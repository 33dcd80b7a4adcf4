package dev.redisentra.sample;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** An application that is a Java module: it is compiled and run on the module path, of the jars as they are published. */
class ModularApplicationIT {
    private static final Path SOURCES = Path.of("src/test/resources/modular");

    /** Of the sample and of the tests, and not of an application that has these clients alone. */
    private static final String OTHERS =
            "(spring-|tomcat-|micrometer-|redis-entra-(testkit|contract)|redisson-spring|logback|jul-to|log4j|test|android-json"
                    + "|jsonassert).*";

    @TempDir
    private Path classes;

    @Test
    void logsInOnEachClient() throws Exception {
        String modules = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches(OTHERS))
                .collect(Collectors.joining(File.pathSeparator));

        run(
                Map.of(),
                "javac",
                "--module-path",
                modules,
                "-d",
                classes.toString(),
                SOURCES.resolve("module-info.java").toString(),
                SOURCES.resolve("modular/Main.java").toString());
        try (LocalAzure azure = LocalAzure.builder().start()) {
            String output = run(
                    azure.environment(),
                    "java",
                    "-XX:TieredStopAtLevel=1",
                    "--module-path",
                    modules + File.pathSeparator + classes,
                    "--module",
                    "modular/modular.Main");

            assertThat(output.lines()).contains("module modular", "jedis ok", "lettuce ok", "redisson ok");
        }
    }

    private static String run(Map<String, String> environment, String tool, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = SampleImage.builder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output;
        try (BufferedReader out = process.inputReader(UTF_8)) {
            output = out.lines().collect(Collectors.joining("\n"));
        }
        assertThat(process.waitFor(SampleProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
