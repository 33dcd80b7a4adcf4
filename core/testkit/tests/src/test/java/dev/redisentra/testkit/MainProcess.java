package dev.redisentra.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.awaitility.Awaitility.await;

/** The kit as its user starts it: the standalone jar and nothing else. Its input is held open until this is closed. */
final class MainProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Pattern EXPORT = Pattern.compile("export ([A-Z_]+)='([^']*)'");
    private static final Pattern CONTROL = Pattern.compile("control API: (http://\\S+)");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private final Process process;
    private final BufferedReader out;
    private final List<String> err = new CopyOnWriteArrayList<>();

    private MainProcess(Process process) {
        this.process = process;
        out = process.inputReader();
        read(process.errorReader(), err);
    }

    /** With options of the JVM before the jar, if those begin with {@code -D}. */
    static MainProcess start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        List<String> all = List.of(arguments);
        command.addAll(all.stream().filter(each -> each.startsWith("-D")).toList());
        command.addAll(List.of("-jar", System.getProperty("testkit.jar")));
        command.addAll(all.stream().filter(each -> !each.startsWith("-D")).toList());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("IDENTITY_"));
        builder.environment().putAll(environment);
        return new MainProcess(builder.start());
    }

    private static void read(BufferedReader from, List<String> to) {
        Thread reader = new Thread(
                () -> {
                    try (from) {
                        from.lines().forEach(to::add);
                    } catch (IOException | UncheckedIOException e) {
                        // The process was ended while it wrote.
                    }
                },
                "main-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits until it is ready, and gives what it printed for a service. */
    Map<String, String> awaitEnvironment() throws IOException {
        awaitError(CONTROL); // which it prints when all else is in the pipe
        Map<String, String> environment = new TreeMap<>();
        while (out.ready()) {
            String line = out.readLine();
            Matcher export = EXPORT.matcher(line);
            if (!export.matches()) {
                throw new IllegalStateException("Standard output has more than variables: " + line);
            }
            environment.put(export.group(1), export.group(2));
        }
        return environment;
    }

    Matcher awaitError(Pattern pattern) {
        await().atMost(PATIENCE).until(() -> pattern.matcher(errors()).find() || !process.isAlive());
        Matcher found = pattern.matcher(errors());
        if (!found.find()) {
            throw new IllegalStateException(errors());
        }
        return found;
    }

    HttpResponse<String> ask(String method, String pathAndQuery) throws IOException, InterruptedException {
        URI uri = URI.create(awaitError(CONTROL).group(1)).resolve(pathAndQuery);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    String errors() {
        return String.join("\n", err);
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("It does not end: " + errors());
        }
        return process.exitValue();
    }

    /** What ends it, as far as it was told to. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    void interrupt() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
