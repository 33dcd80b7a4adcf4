package dev.redisentra.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.redisentra.comparison.Comparison.Part;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Job;

/** Starts other processes, and waits for what they print. */
final class Processes {
    private static final Duration DEADLINE = Duration.ofMinutes(6);

    private final Path target;

    Processes(Path target) {
        this.target = target;
    }

    Path log(String name) {
        return target.resolve(name + ".log");
    }

    /** All the same heap, and more than any of the work needs; and a profile tells inlined methods apart. */
    List<String> run(Server server, Part part, ClientKind client, Contender contender) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+DebugNonSafepoints",
                "-Dcomparison.pace=" + System.getProperty("comparison.pace", "1"),
                "-Dcomparison.connections=" + System.getProperty("comparison.connections", "1000"),
                "-classpath",
                System.getProperty("java.class.path"),
                Job.class.getName(),
                part.name(),
                client.name(),
                contender.name());
        return run(command, server.environment(), "%s-%s-%s".formatted(part, client, contender));
    }

    /** What it prints; what it has to say otherwise is in a log. */
    List<String> run(List<String> command, Map<String, String> environment, String name) throws IOException {
        Path out = target.resolve(name + ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(log(name).toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("%s did not come to its end: see %s".formatted(name, log(name)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(out);
    }
}
