package dev.redisentra.testkit;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** Where the redis-server of a {@link LocalAzure} comes from. */
public enum RedisBackend {
    /**
     * What the environment variable {@value #VARIABLE} says ({@code embedded} or {@code docker}); without it
     * {@link #DOCKER} where a Docker daemon answers, else {@link #EMBEDDED}.
     */
    AUTO,

    /** A redis-server process from the binary in the embedded-redis jar; Linux and macOS. */
    EMBEDDED,

    /**
     * A Testcontainers container. The image is {@code redis:8-alpine} unless the system property
     * {@value ContainerServers#IMAGE_PROPERTY} or the environment variable {@value ContainerServers#IMAGE_VARIABLE} names
     * another; it needs Redis 7 or later and a shell.
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

    /** Asked once per JVM: the answer takes a third of a second where there is no Docker. */
    private static final class DockerProbe {
        static final boolean AVAILABLE = DockerClientFactory.instance().isDockerAvailable();
    }
}
