package dev.redisentra.comparison.report;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.redisentra.comparison.work.Segment;
import dev.redisentra.comparison.work.Work;

/**
 * All that a run gave. Kept in a file, from which the page can be written again.
 *
 * @param extent of the run
 * @param minutes it took
 * @param jdk it ran on
 * @param processors of the machine
 * @param profiles of redis-entra's processes
 * @param closures bytes of all jars that a service takes with it, by client and way
 */
record Results(
        String extent,
        long minutes,
        String jdk,
        int processors,
        List<Measured> cells,
        List<Crowded> crowds,
        List<Shared.Household> households,
        List<Starts.Start> starts,
        List<Profiles.Profiled> profiles,
        Map<String, Closure> closures)
        implements Serializable {

    /** Of the segment that has this name. */
    Work work(String segment) {
        Plan plan = Plan.named(extent);
        return plan.cells().stream()
                .flatMap(cell -> plan.segments(cell).stream())
                .filter(one -> one.name().equals(segment))
                .map(Segment::work)
                .findFirst()
                .orElseThrow();
    }

    void save(Path file) throws IOException {
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(this);
        }
    }

    static Results load(Path file) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            return (Results) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }
}
