package dev.redisentra.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged sample as anyone runs it, with environment variables: a jar, or what its container image makes of it. */
final class SampleProcess implements AutoCloseable {
    /** Far beyond what a start takes, so that a slow machine fails no test. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pattern PORT_LINE = Pattern.compile("Tomcat started on port (\\d+)");

    /** Its JVM will not live long, and is told so: a start then costs half as much. */
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private SampleProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "sample-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it with these variables, and none of this process's that could have a say in the login. */
    static SampleProcess start(Map<String, String> environment, String... arguments) {
        return start(Image.COMMAND, environment, arguments);
    }

    /** The same, of the one jar. */
    static SampleProcess startJar(Map<String, String> environment, String... arguments) {
        return start(List.of("-jar", SampleImage.packagedJar()), environment, arguments);
    }

    private static SampleProcess start(List<String> application, Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(application);
        all.addAll(List.of(arguments));
        ProcessBuilder builder = SampleImage.builder(SampleImage.java(FLAGS, all));
        builder.environment().put("PORT", "0");
        // What fixes a missing identity depends on the platform, and the tests' own is not meant.
        builder.environment().remove("KUBERNETES_SERVICE_HOST");
        builder.environment().put("REDIS_START_TIMEOUT", PATIENCE.dividedBy(2).toSeconds() + "s");
        builder.environment().putAll(environment);
        try {
            return new SampleProcess(builder.start());
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

    /** Waits for the service to have done the recipe's job, and answers its HTTP port. */
    int awaitPort() {
        awaitLine("GET health ->");
        return lines.stream()
                .map(PORT_LINE::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private void awaitLine(String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(output().contains(text) || !process.isAlive())
                        .withFailMessage(this::output)
                        .isTrue());
        assertThat(output()).contains(text);
    }

    /** So that what it holds can be told from what it has left behind. */
    void collectGarbage() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collection = new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collection.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Asks it to end, as a platform does (SIGTERM). */
    void terminate() {
        process.destroy();
    }

    /** Waits for it to end. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the sample hangs:\n" + output());
        }
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    /** All that it has printed so far. */
    String output() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Made by the first test that starts it, for all: the archive spares each start a third of its time. */
    private static final class Image {
        static final List<String> COMMAND = make();

        private static List<String> make() {
            try {
                return SampleImage.extractedTo(Path.of("target", "image")).archived(FLAGS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
