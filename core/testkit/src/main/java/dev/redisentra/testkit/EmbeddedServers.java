package dev.redisentra.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** redis-server processes on this machine, from the binary that the embedded-redis jar carries. */
final class EmbeddedServers implements RedisServers {
    private final Path directory;
    private final List<ServerConfig> configs;
    private final List<Process> processes = new ArrayList<>();

    private EmbeddedServers(Path directory, List<ServerConfig> configs) {
        this.directory = directory;
        this.configs = configs;
    }

    static EmbeddedServers start(Path directory, int nodes, ConfigMaker maker) throws IOException {
        // Before the binary's class is, in whose initializer the sentence would be lost in an
        // ExceptionInInitializerError.
        resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        List<Integer> free = freePorts(3 * nodes);
        List<ServerConfig> configs = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            configs.add(
                    maker.make(node, "127.0.0.1", free.get(3 * node), free.get(3 * node + 1), free.get(3 * node + 2)));
        }
        EmbeddedServers servers = new EmbeddedServers(directory, configs);
        try {
            for (int node = 0; node < configs.size(); node++) {
                servers.processes.add(servers.launch(node));
            }
            return servers;
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private Process launch(int node) throws IOException {
        Process process = new ProcessBuilder(Binary.PATH.toString(), "-")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile(node).toFile()))
                .start();
        // By its standard input, so that no password stands in a file or in the list of processes.
        try (var config = process.outputWriter()) {
            config.write(configs.get(node).text(directory.toString()));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return process;
    }

    private Path logFile(int node) {
        return directory.resolve("redis-" + node + ".log");
    }

    /** Free at this moment: all held at once, so that they differ. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @Override
    public int port(int node) {
        return configs.get(node).port();
    }

    @Override
    public boolean alive(int node) {
        return processes.get(node).isAlive();
    }

    @Override
    public String log(int node) {
        try {
            return Files.readString(logFile(node));
        } catch (IOException e) {
            return "(no log)";
        }
    }

    @Override
    public void revive(int node) throws IOException {
        end(processes.get(node));
        processes.set(node, launch(node));
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(EmbeddedServers::end);
    }

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Extracted once for the JVM, and deleted with it. */
    private static final class Binary {
        static final Path PATH = extract();

        private static Path extract() {
            String name = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
            try (InputStream binary = EmbeddedServers.class.getResourceAsStream("/" + name)) {
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
