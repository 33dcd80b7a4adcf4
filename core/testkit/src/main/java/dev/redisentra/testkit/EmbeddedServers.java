package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** redis-server processes on this machine, from the binary in the embedded-redis jar. */
final class EmbeddedServers implements RedisServers {
    private final Path directory;
    private final List<ServerConfig> configs;
    private final List<Process> processes = new ArrayList<>();

    private EmbeddedServers(Path directory, List<ServerConfig> configs) {
        this.directory = directory;
        this.configs = configs;
    }

    static EmbeddedServers start(Path directory, int nodes, ConfigMaker maker) throws IOException {
        List<Integer> free = FreePorts.find(3 * nodes);
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
        Process process = RedisProcess.start(logFile(node), List.of("-"));
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
}
