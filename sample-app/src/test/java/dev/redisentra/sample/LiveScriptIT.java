package dev.redisentra.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/** The command for somebody who has a cache, with a local Azure in the place of that. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is for a Unix shell")
class LiveScriptIT {
    private static final Pattern TOO_SLOW =
            Pattern.compile("did not answer within 10 s|[1-9]\\d* requests for a token failed");

    private record Result(int exit, String output) {}

    @Tag("long")
    @Test
    void itFindsThatAllIsWellAndLeavesNothing() throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            Result result = runInTime(azure.environment(), "--minutes", "0", "jedis");

            assertThat(result.exit).as(result.output).isZero();
            assertThat(result.output)
                    .containsPattern("jedis: 7 requests, 0 failed; \\d+ renewals, 0 requests for a token failed,")
                    .contains("SET and GET");
            // What expires by itself, in a minute, is all that is left.
            assertThat(azure.redis().command(0, "KEYS", "*live-*")).isEqualTo(List.of());
        }
    }

    @Tag("long")
    @Test
    void itFailsWhereTheDoctorFindsAFault() throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            azure.redis().refuseAuth();

            Result result = runInTime(azure.environment(), "jedis");

            assertThat(result.exit).as(result.output).isEqualTo(1);
            assertThat(result.output).contains("WRONGPASS").doesNotContain("requests,");
        }
    }

    @Test
    void itAsksForWhatItNeeds() throws Exception {
        assertThat(run(Map.of()).output).startsWith("Set REDIS_HOST ");
        assertThat(run(Map.of(), "predis").output).startsWith("predis is no option and no client");
    }

    /** Again where a first token took longer than a request may: a busy machine's doing, and not the command's. */
    private static Result runInTime(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Result result = run(environment, arguments);
        for (int again = 0; again < 5 && TOO_SLOW.matcher(result.output).find(); again++) {
            result = run(environment, arguments);
        }
        return result;
    }

    private static Result run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "../.ci/live"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(
                        name -> name.startsWith("REDIS_") || name.startsWith("AZURE_") || name.startsWith("IDENTITY_"));
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "LIVE_JAR",
                        Path.of(System.getProperty("sample.jar"))
                                .toAbsolutePath()
                                .toString());
        // As the tests' other processes: a busy machine's first token may take longer than on Azure.
        builder.environment().put("REDIS_START_TIMEOUT", "60s");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
