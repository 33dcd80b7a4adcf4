package dev.redisentra.comparison.report;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/** The parts of a run of hours, each kept as soon as it is done: one that was interrupted goes on with the next. */
final class Parts {
    /**
     * A part of a run.
     *
     * @param <T> of what it gives, which is serializable
     */
    interface Part<T> {
        T run() throws IOException;
    }

    @SuppressWarnings("serial") // as the part has promised
    private record Kept(Object value, Duration took) implements Serializable {}

    private final Path folder;
    private final Progress progress;
    private Duration took = Duration.ZERO;
    private boolean whole = true;

    /** @param folder of this run, or of the one that was interrupted */
    Parts(Path folder, Progress progress) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.progress = progress;
    }

    /** What cannot be measured is told and left out: the rest has taken too long to be thrown away. */
    <T> Optional<T> run(String name, Part<T> part) {
        try {
            Path file = folder.resolve(name.replaceAll("\\W+", "-"));
            Kept kept;
            if (Files.exists(file)) {
                progress.step(name + ": done before");
                kept = load(file);
            } else {
                Duration start = progress.elapsed();
                kept = new Kept(part.run(), progress.elapsed().minus(start));
                save(kept, file);
            }
            took = took.plus(kept.took());
            @SuppressWarnings("unchecked") // by its name it is the same part
            T value = (T) kept.value();
            return Optional.of(value);
        } catch (IOException | RuntimeException e) {
            whole = false;
            progress.step("LEFT OUT: " + e);
            if (e instanceof RuntimeException) { // nothing that was foreseen
                e.printStackTrace(System.out);
            }
            return Optional.empty();
        }
    }

    private static Kept load(Path file) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            return (Kept) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    private static void save(Kept kept, Path file) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(whole))) {
            out.writeObject(kept);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Of all parts, those done before included. */
    Duration took() {
        return took;
    }

    /** The run is over: the next one begins anew. If a part was left out, the next one does that part alone. */
    void end() throws IOException {
        if (!whole) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
