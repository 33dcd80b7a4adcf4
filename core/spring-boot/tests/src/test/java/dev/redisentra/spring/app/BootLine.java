package dev.redisentra.spring.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A line of Spring Boot, and what an application on it has on its class path: as Maven worked it out in {@code lines}. */
enum BootLine {
    /** Redisson's modules for this Spring Data ended with 3.52. */
    BOOT_3_5("3.5", List.of("lettuce", "jedis", "redisson")),
    BOOT_4_0("4.0", List.of("lettuce", "jedis", "redisson")),
    BOOT_4_1("4.1", List.of("lettuce", "jedis", "redisson"));

    private final String name;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable; its type just does not say so
    private final List<String> clients;

    BootLine(String name, List<String> clients) {
        this.name = name;
        this.clients = clients;
    }

    /** The clients that an application on this line can use. */
    List<String> clients() {
        return clients;
    }

    /** The class path of an application on a client. Redisson's starter takes over where it is there. */
    String classPath(String client) {
        return classPath("boot-" + name, wantedOn(client));
    }

    /** The class path of its tests, which have the test kit and whatever Boot brings for tests. */
    String testClassPath(String client) {
        return classPath("boot-" + name, "test-classpath", wantedOn(client), "target/test-classes", "target/classes");
    }

    private static Predicate<String> wantedOn(String client) {
        return entry -> client.equals("redisson") || !entry.contains("redisson");
    }

    /** The application's and that of one of the POMs in {@code lines}, as far as it is wanted. */
    static String classPath(String directory, Predicate<String> wanted) {
        return classPath(directory, "classpath", wanted, "target/classes");
    }

    private static String classPath(String directory, String which, Predicate<String> wanted, String... first) {
        Path file = Path.of("../lines/" + directory + "/target/" + which);
        try {
            return Stream.concat(
                            Stream.of(first)
                                    .map(path -> Path.of(path).toAbsolutePath().toString()),
                            Stream.of(Files.readString(file).strip().split(File.pathSeparator, -1)))
                    .filter(wanted)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "Boot " + name;
    }
}
