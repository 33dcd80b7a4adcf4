package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.LoggerFactory;

/** Temporary directories of the kit. Only this user can read them. */
final class TempDirectories {
    private TempDirectories() {}

    static Path create() throws IOException {
        return Files.createTempDirectory("redis-entra-testkit-");
    }

    static void delete(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> inside = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : inside) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(TempDirectories.class).warn("{} could not be deleted: {}", directory, e.toString());
        }
    }
}
