package dev.redisentra.spring.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A line of Spring Boot, and what an application on it has on its class path: as Maven worked it out in {@code lines}. */
enum BootLine {
    BOOT_4_1("4.1");

    private final String name;

    BootLine(String name) {
        this.name = name;
    }

    /** The class path of an application on a client. Redisson's starter takes over where it is there. */
    String classPath(String client) {
        Path file = Path.of("../lines/boot-" + name + "/target/classpath");
        try {
            return Stream.concat(
                            Stream.of(Path.of("target/classes").toAbsolutePath().toString()),
                            Stream.of(Files.readString(file).strip().split(File.pathSeparator, -1)))
                    .filter(entry -> client.equals("redisson") || !entry.contains("redisson"))
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
