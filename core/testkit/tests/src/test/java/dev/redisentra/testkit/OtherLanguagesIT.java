package dev.redisentra.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** Clients in other languages, each with the Entra library of its own, stay logged in at the kit: the examples, as they are. */
@Tag("long") // each gets its libraries first
class OtherLanguagesIT {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Duration INSTALLING = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void node() throws Exception {
        assumeThat(finds("node", "--version")).as("node is there").isTrue();
        Files.copy(EXAMPLES.resolve("node/package.json"), directory.resolve("package.json"));
        Files.copy(EXAMPLES.resolve("node/main.mjs"), directory.resolve("main.mjs"));
        assumeThat(runs("npm", "install", "--no-audit", "--no-fund"))
                .as("npm gets node-redis and @redis/entraid")
                .isTrue();

        staysLoggedIn("node", "main.mjs");
    }

    @Test
    void python() throws Exception {
        assumeThat(finds("python3", "--version")).as("python3 is there").isTrue();
        Files.copy(EXAMPLES.resolve("python/main.py"), directory.resolve("main.py"));
        assumeThat(runs(
                        "python3",
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--target",
                        "packages",
                        "--requirement",
                        EXAMPLES.resolve("python/requirements.txt")
                                .toAbsolutePath()
                                .toString()))
                .as("pip gets redis-py and redis-entraid")
                .isTrue();

        staysLoggedIn("python3", "main.py");
    }

    private void staysLoggedIn(String... command) throws Exception {
        try (MainProcess main = MainProcess.start(Map.of(), "--token-seconds", "10", "--until-end-of-input")) {
            ProcessBuilder builder = builder(command);
            builder.environment().putAll(main.awaitEnvironment());
            builder.environment()
                    .put("PYTHONPATH", directory.resolve("packages").toString());
            Process client = builder.start();
            List<String> output = new ArrayList<>();
            Thread reader = new Thread(() -> read(client.inputReader(), output), "client-output");
            reader.setDaemon(true);
            reader.start();
            try {
                // The first of them expire meanwhile: a client that keeps its first login is closed then.
                await().atMost(MainProcess.PATIENCE.multipliedBy(2))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> status(main, "tokensAnswered") >= 5 || !client.isAlive());

                assertThat(client.isAlive()).as(text(output)).isTrue();
                assertThat(status(main, "closedAtExpiry")).as(text(output)).isZero();
                assertThat(status(main, "authsRefused")).isZero();
                assertThat(status(main, "authsAccepted")).isGreaterThan(status(main, "connectionsOpened"));
                assertThat(text(output)).contains("orders 2").doesNotContain("failed", "the client:", "Traceback");
            } finally {
                client.destroyForcibly();
            }
        }
    }

    private static void read(BufferedReader from, List<String> to) {
        try (from) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                synchronized (to) {
                    to.add(line);
                }
            }
        } catch (IOException e) {
            // It was ended while it wrote.
        }
    }

    private static String text(List<String> lines) {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    private static int status(MainProcess main, String field) throws IOException, InterruptedException {
        try (JsonReader reader =
                JsonProviders.createReader(main.ask("GET", "/status").body())) {
            @Nullable Map<String, Object> fields = reader.readMap(JsonReader::readUntyped);
            return fields != null && fields.get(field) instanceof Integer number ? number : -1;
        }
    }

    private boolean finds(String... command) {
        try {
            return runs(command);
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private boolean runs(String... command) throws IOException, InterruptedException {
        File log = directory.resolve("install.log").toFile();
        Process process = builder(command).redirectOutput(log).start();
        if (!process.waitFor(INSTALLING.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    private ProcessBuilder builder(String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("IDENTITY_") || name.startsWith("AZURE_"));
        return builder;
    }
}
