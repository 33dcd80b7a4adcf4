package dev.redisentra.spring.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application as a process of its own: no class path of the tests' meets that of a line of Boot. */
final class ApplicationProcess implements AutoCloseable {
    /** Far beyond what anything takes, so that a slow machine fails no test. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::read, "application-output");

    private ApplicationProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    static ApplicationProcess start(String classPath, Map<String, String> environment, Map<String, String> properties) {
        return start(List.of(), classPath, environment, properties);
    }

    /** With flags of the JVM. */
    static ApplicationProcess start(
            List<String> flags, String classPath, Map<String, String> environment, Map<String, String> properties) {
        return new ApplicationProcess(
                launch(flags, classPath, "dev.redisentra.spring.app.Application", environment, arguments(properties)));
    }

    static List<String> arguments(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue()))
                .toList();
    }

    /** A program on a class path of its own. */
    static Process launch(
            List<String> flags,
            String classPath,
            String main,
            Map<String, String> environment,
            List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("AZURE_"));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException gone) {
            // The process was ended while it wrote.
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for what a line begins with, and what follows it. */
    String awaitLine(String beginning) {
        await().atMost(PATIENCE).until(() -> find(beginning) != null || !process.isAlive());
        await().atMost(PATIENCE).until(() -> process.isAlive() || !reader.isAlive());
        return Objects.requireNonNull(find(beginning), this::output);
    }

    private @Nullable String find(String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElse(null);
    }

    /** The port of its web server. */
    int port() {
        Pattern port = Pattern.compile("Tomcat started on port (\\d+)");
        await().atMost(PATIENCE).until(() -> port.matcher(output()).find() || !process.isAlive());
        Matcher found = port.matcher(output());
        assertThat(found.find()).withFailMessage(this::output).isTrue();
        return Integer.parseInt(found.group(1));
    }

    /** Has it end, and tells what it did. */
    Report stop() throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write('\n');
        }
        return Report.of(awaitLine("REPORT "), output());
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .withFailMessage(this::output)
                .isTrue();
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    String output() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /**
     * What it did.
     *
     * @param figures by their names: what failed, what was lost, and how often each kind of use was well
     * @param output all that it printed
     */
    record Report(Map<String, Integer> figures, String output) {
        static Report of(String line, String output) {
            Map<String, Integer> figures = new LinkedHashMap<>();
            Pattern.compile("(\\w+)=(\\d+)")
                    .matcher(line)
                    .results()
                    .forEach(found -> figures.put(found.group(1), Integer.valueOf(found.group(2))));
            return new Report(figures, output);
        }
    }
}
