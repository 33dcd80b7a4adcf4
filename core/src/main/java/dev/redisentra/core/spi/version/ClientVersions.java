package dev.redisentra.core.spi.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of a client that an adapter is tested with, and the one that is there. An adapter asks for the check
 * before it makes or dresses anything: an older one is refused, and for a newer one a warning is logged once. If the
 * version is not known, nothing is checked. Thread-safe.
 */
public final class ClientVersions {
    private static final Logger log = LoggerFactory.getLogger(ClientVersions.class);

    private final String name;
    private final String oldest;
    private final String newest;
    private final @Nullable String present;
    private final AtomicBoolean warned = new AtomicBoolean();

    ClientVersions(String name, String oldest, String newest, @Nullable String present) {
        this.name = name;
        this.oldest = oldest;
        this.newest = newest;
        this.present = present;
    }

    /**
     * Reads the range from {@code client.properties}, which the adapter's build writes next to {@code adapter}: {@code
     * name}, {@code artifact} as group and id with a slash, {@code oldest} and {@code newest}.
     *
     * @param client any class of the client's
     */
    public static ClientVersions of(Class<?> adapter, Class<?> client) {
        Properties range = new Properties();
        try (InputStream in = adapter.getResourceAsStream("client.properties")) {
            if (in != null) {
                range.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ClientVersions(
                range.getProperty("name", ""),
                range.getProperty("oldest", ""),
                range.getProperty("newest", ""),
                find(client, range.getProperty("artifact", "")).orElse(null));
    }

    /**
     * What the client's own jar says. Others may hold such a file, too: of a client that they have inside under another
     * name. And a manifest speaks for the jar: where all of a service is one, for the service.
     */
    static Optional<String> find(Class<?> client, String artifact) {
        String path = client.getName().replace('.', '/') + ".class";
        URL itself = client.getResource("/" + path);
        if (itself == null || !itself.toString().endsWith(path)) {
            return Optional.empty();
        }
        try {
            String root = itself.toString().substring(0, itself.toString().length() - path.length());
            // With the other's handler: those of nested jars are not known by name everywhere.
            URL properties = new URL(itself, root + "META-INF/maven/" + artifact + "/pom.properties");
            Properties found = new Properties();
            try (InputStream in = properties.openStream()) {
                found.load(in);
            }
            return Optional.ofNullable(found.getProperty("version"));
        } catch (IOException | IllegalArgumentException e) {
            log.debug("The version of {} is not known: {}", artifact, e.toString());
            return Optional.empty();
        }
    }

    /** The version that is there; empty where nothing tells it. */
    public Optional<String> present() {
        return Optional.ofNullable(present);
    }

    /**
     * Compares the version that is there with the range.
     *
     * @throws UnsupportedClientException if the client is older than the adapter works with
     */
    public void check() {
        if (isToBeWarnedOf()) {
            log.warn(
                    "{} {} is newer than {}, the last that this adapter has been tested with. See a renewal pass in a test of yours, or use that one",
                    name,
                    present,
                    newest);
        }
    }

    /** Once. */
    boolean isToBeWarnedOf() {
        Optional<Version> found = present().flatMap(Version::parse);
        if (found.isEmpty()) {
            return false;
        }
        Version version = found.orElseThrow();
        if (Version.parse(oldest).filter(first -> version.compareTo(first) < 0).isPresent()) {
            throw new UnsupportedClientException(
                    "%s %s is older than %s, the first that this adapter works with: use %s or later, up to %s."
                            .formatted(name, present, oldest, oldest, newest));
        }
        return Version.parse(newest).filter(last -> version.compareTo(last) > 0).isPresent()
                && warned.compareAndSet(false, true);
    }

    @Override
    public String toString() {
        return "%s %s to %s".formatted(name, oldest, newest);
    }
}
