package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** Where a {@link LocalAzure} gets its redis-server from. */
public enum RedisBackend {
    /**
     * The one that the environment variable {@code REDIS_ENTRA_TESTKIT_REDIS} names: {@code embedded} or {@code docker}.
     * Without the variable it is {@link #DOCKER} if Testcontainers is on the class path, a Docker daemon answers, and the
     * daemon has the image or can pull it. Otherwise it is {@link #EMBEDDED}.
     */
    AUTO,

    /** A redis-server process, from the binary in the embedded-redis jar. For Linux and macOS. */
    EMBEDDED,

    /**
     * A container of Testcontainers, which has to be on the class path. The image is {@code redis:8-alpine}. The system
     * property {@code redisentra.testkit.image} or the environment variable {@code REDIS_ENTRA_TESTKIT_IMAGE} can name
     * another one, which needs Redis 7 or later and a shell.
     */
    DOCKER;

    static final String VARIABLE = "REDIS_ENTRA_TESTKIT_REDIS";

    RedisBackend resolve() {
        return this == AUTO ? resolve(System.getenv(VARIABLE)) : this;
    }

    static RedisBackend resolve(@Nullable String asked) {
        if (asked != null && !asked.isBlank()) {
            return switch (asked.strip().toLowerCase(Locale.ROOT)) {
                case "embedded" -> EMBEDDED;
                case "docker" -> DOCKER;
                case "auto" -> resolve((String) null);
                default ->
                    throw new IllegalArgumentException(
                            VARIABLE + " is '" + asked + "'; it must be embedded, docker or auto");
            };
        }
        return DockerProbe.AVAILABLE ? DOCKER : EMBEDDED;
    }

    static boolean hasTestcontainers() {
        try {
            Class.forName("org.testcontainers.DockerClientFactory", false, RedisBackend.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Asked once per JVM. */
    private static final class DockerProbe {
        // Testcontainers takes a third of a second to say no, and says it as an error with a stack trace.
        static final boolean AVAILABLE = hasTestcontainers()
                && trace()
                && DockerClientFactory.instance().isDockerAvailable()
                && ContainerServers.hasImage();

        /** Whether there is any sign of a daemon that Testcontainers could find. */
        private static boolean trace() {
            String home = System.getProperty("user.home");
            return System.getProperty("os.name").startsWith("Windows")
                    || System.getenv("DOCKER_HOST") != null
                    || namesHost(Path.of(home, ".testcontainers.properties"))
                    || Stream.of(
                                    Path.of("/var/run/docker.sock"),
                                    Path.of(home, ".docker/run/docker.sock"),
                                    Path.of(home, ".docker/desktop/docker.sock"),
                                    Path.of(String.valueOf(System.getenv("XDG_RUNTIME_DIR")), "docker.sock"))
                            .anyMatch(Files::exists);
        }

        /** Testcontainers writes this file itself, so the file alone says nothing. An address in it names a daemon. */
        private static boolean namesHost(Path properties) {
            try {
                return Files.exists(properties) && Files.readString(properties).contains("docker.host");
            } catch (IOException e) {
                return false;
            }
        }
    }
}
