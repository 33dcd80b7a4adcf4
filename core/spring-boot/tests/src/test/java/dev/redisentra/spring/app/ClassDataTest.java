package dev.redisentra.spring.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The training run as {@code docs/spring.md} has it needs no identity, and a start from its archive logs in with a token. */
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
class ClassDataTest {
    @TempDir
    private Path directory;

    static Stream<BootLine> lines() {
        return Boolean.getBoolean("redisentra.classdata.everywhere")
                ? Arrays.stream(BootLine.values())
                : Stream.of(BootLine.BOOT_4_1);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aStartFromAnArchiveLogsIn(BootLine line) throws Exception {
        try (LocalAzure azure = ApplicationTest.azure()) {
            String classPath = ClassData.jars(directory, line.classPath("lettuce"));
            Map<String, String> properties = ApplicationTest.properties(azure, null, "lettuce");
            List<String> flags = new ArrayList<>(ClassData.train(directory, classPath, properties));
            assertThat(azure.identity().requests().received()).isZero();
            Path loaded = directory.resolve("loaded");
            flags.add("-Xlog:class+load:file=" + loaded);

            try (ApplicationProcess application =
                    ApplicationProcess.start(flags, classPath, azure.environment(), properties)) {
                application.awaitLine("FIRST ");
                ApplicationProcess.Report report = application.stop();
                assertThat(report.figures()).as(report.output()).containsEntry("failed", 0);
            }

            assertThat(azure.identity().requests().answered()).isPositive();
            assertThat(Files.readString(loaded))
                    .contains("dev.redisentra.core.CredentialSources source: shared objects file")
                    .contains("dev.redisentra.lettuce.LettuceClients source: shared objects file");
        }
    }
}
