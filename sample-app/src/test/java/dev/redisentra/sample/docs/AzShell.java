package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Runs shell code in an empty directory where az only notes its calls, and other programs do nothing at all. */
final class AzShell {
    private final Path directory;

    private AzShell(Path directory) {
        this.directory = directory;
    }

    static AzShell in(Path directory) throws IOException {
        Path programs = Files.createDirectories(directory.resolve("bin"));
        Files.createDirectories(directory.resolve("docs/infra"));
        Files.createDirectories(directory.resolve(".ci/site"));
        Files.copy(Path.of("src/test/resources/docs/az"), programs.resolve("az"));
        for (String idle : List.of(
                "bin/openssl",
                "bin/terraform",
                "bin/azd",
                "bin/kubectl",
                "bin/redis-cli",
                "bin/curl",
                "mvnw",
                ".ci/site/build",
                ".ci/versions",
                "docs/infra/deploy.sh")) {
            Path program = Files.writeString(directory.resolve(idle), "#!/bin/sh\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        assertThat(programs.resolve("az").toFile().setExecutable(true)).isTrue();
        return new AzShell(directory);
    }

    /** Runs it to its end, and answers the calls of az, word by word. */
    List<List<String>> run(List<String> command, Map<String, String> variables) throws Exception {
        Ended ended = end(command, variables);
        assertThat(ended.code()).as(ended.output()).isZero();
        return calls();
    }

    /** Runs what is to be refused, and answers what it says. */
    String refuse(List<String> command, Map<String, String> variables) throws Exception {
        Ended ended = end(command, variables);
        assertThat(ended.code()).as(ended.output()).isEqualTo(2);
        return ended.output();
    }

    private record Ended(int code, String output) {}

    private Ended end(List<String> command, Map<String, String> variables) throws Exception {
        Path calls = directory.resolve("calls");
        Files.deleteIfExists(calls);
        Files.createFile(calls);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("AZ_CALLS", calls.toString());
        builder.environment().put("AZ_STATE", directory.toString());
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<List<String>> calls() throws IOException {
        return Stream.of(Files.readString(directory.resolve("calls")).split("\u001e", -1))
                .filter(call -> !call.isEmpty())
                .map(call -> Arrays.asList(call.substring(0, call.length() - 1).split("\u001f", -1)))
                .toList();
    }

    /** What the last call with a definition of an app was given. */
    String definition() throws IOException {
        return Files.readString(Objects.requireNonNull(directory.resolve("app.yaml")));
    }
}
