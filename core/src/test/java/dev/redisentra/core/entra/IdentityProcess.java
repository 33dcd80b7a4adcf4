package dev.redisentra.core.entra;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;

/**
 * An application with an environment of its own, of which this JVM has another: it opens a source with what it finds there, and
 * tells what becomes of it, a line each. Ends with its input.
 */
final class IdentityProcess implements AutoCloseable {
    /** So that a slow machine is not taken for an outage: all of azure-identity is loaded in a first request. */
    static final RenewalPolicy PATIENT = new RenewalPolicy() {
        @Override
        public Duration requestDeadline() {
            return Duration.ofMinutes(1);
        }
    };

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private IdentityProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(() -> read(process.inputReader()), "identity-process-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BufferedReader from) {
        try (from) {
            from.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException e) {
            // It was ended while it wrote.
        }
    }

    static IdentityProcess start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                IdentityProcess.class.getName()));
        builder.environment()
                .keySet()
                .removeIf(
                        name -> name.startsWith("IDENTITY_") || name.startsWith("AZURE_") || name.startsWith("REDIS_"));
        builder.environment().putAll(environment);
        return new IdentityProcess(
                builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** The rest of the next line that begins with this word. */
    String next(String word) throws InterruptedException {
        while (true) {
            String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("The process says no " + word);
            }
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public static void main(String[] unused) throws IOException {
        try (CredentialSource source =
                CredentialSources.open(RedisSettings.fromEnvironment(System.getenv()), PATIENT)) {
            source.listenDirectly(event -> {
                if (event instanceof AuthEvent.RenewalFailed failed) {
                    say("failed", failed.cause());
                }
            });
            try {
                System.out.println("awaited " + source.await(PATIENCE).username() + " after "
                        + source.status().counters().failures() + " failures");
            } catch (AuthException e) {
                say("refused", e);
            }
            while (System.in.read() >= 0) {
                // What comes in means nothing.
            }
        }
    }

    private static void say(String word, AuthException e) {
        System.out.println(word + " " + e.kind() + " " + e.getMessage().replaceAll("\\s+", " "));
    }
}
