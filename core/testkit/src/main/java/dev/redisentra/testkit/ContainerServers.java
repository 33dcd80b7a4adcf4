package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * redis-server processes in one container. The nodes of a cluster share the container's loopback, so they need no network.
 */
final class ContainerServers implements RedisServers {
    private static final Logger log = LoggerFactory.getLogger(ContainerServers.class);

    static final String IMAGE_PROPERTY = "redisentra.testkit.image";
    static final String IMAGE_VARIABLE = "REDIS_ENTRA_TESTKIT_IMAGE";

    private static final String DEFAULT_IMAGE = "redis:8-alpine";
    private static final int FIRST_PORT = 6379;
    private static final int FIRST_BUS_PORT = 16379;
    private static final int FIRST_REPLICATION_PORT = 26379;
    private static final String DIRECTORY = "/testkit";

    /**
     * The default image has 20 MB. If a download takes longer than this, pull the image first, or name one that is there.
     */
    private static final Duration PATIENCE_WITH_REGISTRY = Duration.ofSeconds(30);

    private final GenericContainer<?> container;

    private ContainerServers(GenericContainer<?> container) {
        this.container = container;
    }

    @SuppressWarnings("resource") // closed by close()
    static ContainerServers start(Path directory, int nodes, ConfigMaker maker) throws IOException {
        List<Integer> ports = new ArrayList<>();
        StringBuilder script = new StringBuilder();
        GenericContainer<?> container = new GenericContainer<>(image());
        for (int node = 0; node < nodes; node++) {
            int port = FIRST_PORT + node;
            ports.add(port);
            ServerConfig config =
                    maker.make(node, "0.0.0.0", port, FIRST_BUS_PORT + node, FIRST_REPLICATION_PORT + node);
            String file = DIRECTORY + "/redis-" + node + ".conf";
            container.withCopyToContainer(Transferable.of(config.text(DIRECTORY), 0644), file);
            // A node that was shut down starts again immediately. This is how a node is restarted.
            script.append("while :; do redis-server ").append(file).append("; done & ");
        }
        try (Stream<Path> certificates = Files.list(directory)) {
            certificates.forEach(file -> container.withCopyFileToContainer(
                    MountableFile.forHostPath(file, 0644), DIRECTORY + "/" + file.getFileName()));
        }
        container.withExposedPorts(ports.toArray(Integer[]::new));
        container.withCreateContainerCmdModifier(
                command -> command.withEntrypoint("sh").withCmd("-c", script + "wait"));
        container.waitingFor(
                Wait.forLogMessage(".*Ready to accept connections.*", nodes).withStartupTimeout(Duration.ofMinutes(2)));
        container.start();
        return new ContainerServers(container);
    }

    /** Whether the daemon has the image or can pull it. A daemon that reaches no registry cannot be used. */
    static boolean hasImage() {
        FutureTask<String> image = new FutureTask<>(() -> new RemoteDockerImage(image()).get());
        // Without a registry Testcontainers tries for minutes.
        DaemonThreads.named("local-azure-image").newThread(image).start();
        try {
            image.get(PATIENCE_WITH_REGISTRY.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            image.cancel(true);
            log.warn("Docker runs, but the image {} cannot be had: the embedded Redis serves instead", image());
        }
        return false;
    }

    private static DockerImageName image() {
        String name = Optional.ofNullable(System.getProperty(IMAGE_PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(IMAGE_VARIABLE)))
                .orElse(DEFAULT_IMAGE);
        return DockerImageName.parse(name).asCompatibleSubstituteFor("redis");
    }

    @Override
    public int port(int node) {
        return container.getMappedPort(FIRST_PORT + node);
    }

    @Override
    public boolean alive(int node) {
        return container.isRunning();
    }

    @Override
    public String log(int node) {
        return container.getLogs();
    }

    @Override
    public void revive(int node) {}

    @Override
    public void close() {
        container.close();
    }
}
