package dev.redisentra.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A redis-server process on this machine, from the binary that the embedded-redis jar has. A {@link LocalAzure} starts its
 * own; this is for tests that need a server of another kind next to it, such as a sentinel, or one in the clear. Thread-safe.
 */
public final class RedisProcess {
    /** While the binary is busy, with {@link #PAUSE} between them: ten seconds. */
    private static final int ATTEMPTS = 2_000;

    private static final Duration PAUSE = Duration.ofMillis(5);

    private RedisProcess() {}

    /**
     * Starts one. The code that starts it ends it.
     *
     * @param output the file that its log and its errors are added to
     * @param arguments of redis-server: a configuration file, or options
     * @throws IllegalStateException if there is no binary for this system
     * @throws IOException if it cannot be run
     */
    public static Process start(Path output, List<String> arguments) throws IOException {
        return start(binary(), output, arguments);
    }

    static Process start(Path binary, Path output, List<String> arguments) throws IOException {
        ProcessBuilder server = new ProcessBuilder(Stream.concat(Stream.of(binary.toString()), arguments.stream())
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        for (int attempt = 1; ; attempt++) {
            try {
                return server.start();
            } catch (IOException e) {
                // Another process that was forked while the binary was written holds it open for a moment: "text file
                // busy".
                if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("error=26")) {
                    throw e;
                }
                Deadline.pause(PAUSE);
            }
        }
    }

    static Path binary() {
        // Before the binary's class is, in whose initializer the sentence would be lost in an
        // ExceptionInInitializerError.
        resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        return Binary.PATH;
    }

    /** Extracted once for the JVM, and deleted with it. */
    private static final class Binary {
        static final Path PATH = extract();

        private static Path extract() {
            String name = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
            try (InputStream binary = RedisProcess.class.getResourceAsStream("/" + name)) {
                if (binary == null) {
                    throw new IllegalStateException("The embedded-redis jar on the class path has no " + name);
                }
                Path directory = TempDirectories.create();
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(() -> TempDirectories.delete(directory), "local-azure-binary"));
                Path path = directory.resolve("redis-server");
                Files.copy(binary, path, StandardCopyOption.REPLACE_EXISTING);
                if (!path.toFile().setExecutable(true)) {
                    throw new IllegalStateException("redis-server in " + directory + " cannot be made executable");
                }
                return path;
            } catch (IOException e) {
                throw new UncheckedIOException("redis-server could not be extracted", e);
            }
        }
    }

    /** The names in org.signal:embedded-redis:0.9.1. */
    static String resource(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String arch = osArch.toLowerCase(Locale.ROOT);
        String system = os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "darwin" : "";
        String machine = switch (arch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> "";
        };
        if (system.isEmpty() || machine.isEmpty()) {
            throw new IllegalStateException(
                    ("There is no embedded redis-server for %s on %s: start Docker, add org.testcontainers:testcontainers"
                                    + " to the tests and set %s=docker, or use WSL; as a process of its own, the kit runs in"
                                    + " its container image")
                            .formatted(osName, osArch, RedisBackend.VARIABLE));
        }
        return "redis-server-7.0.15-" + system + "-" + machine;
    }
}
