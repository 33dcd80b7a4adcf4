package dev.redisentra.spring.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application, processed ahead of time as {@code spring-boot:process-aot} does it, compiled, and run on the JVM with what
 * came of it. A native image has not been tried: it needs a tool that is not here.
 */
@Execution(ExecutionMode.CONCURRENT)
class AotTest {
    @TempDir
    private Path directory;

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void itRunsAsItWasProcessed(BootLine line) throws Exception {
        try (LocalAzure azure = ApplicationTest.azure();
                LocalAzure orders = ApplicationTest.azure()) {
            Map<String, String> properties = ApplicationTest.properties(azure, orders, "lettuce");
            process(line.classPath("lettuce"), ApplicationProcess.arguments(properties));
            assertThat(azure.identity().requests().answered())
                    .as("Processing asks for no token")
                    .isZero();
            assertThat(hints())
                    .contains("io.lettuce.core.resource.ClientResources", "dev.redisentra.lettuce.LettuceClients");
            compile(line.classPath("lettuce"));

            String processed = directory.resolve("classes") + File.pathSeparator + directory.resolve("resources");
            try (ApplicationProcess application = ApplicationProcess.start(
                    List.of("-Dspring.aot.enabled=true"),
                    processed + File.pathSeparator + line.classPath("lettuce"),
                    azure.environment(),
                    properties)) {
                await().atMost(ApplicationProcess.PATIENCE)
                        .until(() -> (ApplicationTest.isRenewed(azure, 1) && ApplicationTest.isRenewed(orders, 1))
                                || !application.isAlive());
                new Operations(application.port()).tell(azure.redis().host(), true);

                ApplicationProcess.Report report = application.stop();

                assertThat(report.output()).contains("Starting AOT-processed Application");
                assertThat(report.figures())
                        .as(report.output())
                        .containsEntry("failed", 0)
                        .containsEntry("lost", 0)
                        .containsKeys("template", "named", "session");
            }
        }
    }

    private void process(String classPath, List<String> properties) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                Application.class.getName(),
                directory.resolve("sources").toString(),
                directory.resolve("resources").toString(),
                directory.resolve("classes").toString(),
                "dev.redisentra",
                "app"));
        arguments.addAll(properties);
        Process process = ApplicationProcess.launch(
                List.of(), classPath, "org.springframework.boot.SpringApplicationAotProcessor", Map.of(), arguments);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private void compile(String classPath) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classes + File.pathSeparator + classPath));
        arguments.addAll(files("sources", ".java").map(Path::toString).toList());
        int result = requireNonNull(ToolProvider.getSystemJavaCompiler())
                .run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).isZero();
    }

    /** In the files that a native image reads; Spring 7 has one where 6 has several. */
    private String hints() throws IOException {
        StringBuilder hints = new StringBuilder();
        for (Path file : files("resources", ".json").toList()) {
            hints.append(Files.readString(file));
        }
        return hints.toString();
    }

    private Stream<Path> files(String below, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve(below))) {
            return all.filter(file -> file.toString().endsWith(suffix)).toList().stream();
        }
    }
}
