package dev.redisentra.comparison.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.comparison.Figures;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * What a process's CPU time and allocations go to, by async-profiler, which counts the kernel, the JIT and the collector, too.
 * Two processes of the same code differ by some percent; what a part of the code has of one process does not.
 *
 * @param time samples of each part
 * @param allocations the same, of sampled allocations
 * @param cpuMicrosPerOperation without the profiler, which has its price
 */
record Profile(Map<Profile.Part, Long> time, Map<Profile.Part, Long> allocations, double cpuMicrosPerOperation) {
    /** By perf events where the system permits them, else by the kernel's tick, which gives a tenth as many samples. */
    private static final String INTERVALS = "interval=1ms,alloc=128k";

    /** Whose work it was. */
    enum Part {
        /** The adapter's or the session's code, or what that calls in the JDK. */
        REDIS_ENTRA,
        /** A lock that such code takes. The wait for memory that falls on it would fall on the next lock. */
        ITS_LOCKS,
        /** The engine's, and azure-identity's: for a renewal, and not for a command. */
        RENEWALS,
        OTHERS;

        /** TLS and sockets: what passes there would do so without us. */
        private static final List<String> IO =
                List.of("sun.security.ssl.", "sun.nio.ch.", "java.net.", "javax.net.ssl.");

        private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

        static Part of(@Nullable RecordedStackTrace stack) {
            return stack == null
                    ? OTHERS
                    : of(stack.getFrames().stream()
                            .map(frame -> frame.getMethod().getType().getName())
                            .toList());
        }

        /** @param types of the methods on the stack, the innermost first; of native code the library, or none */
        static Part of(List<String> types) {
            if (types.stream().anyMatch(type -> begins(type, List.of("com.azure.", "com.microsoft.aad.")))) {
                return RENEWALS;
            }
            List<String> java = types.stream()
                    .filter(type -> type.contains(".") && !type.contains(".so"))
                    .toList();
            Stream<String> fromWithin = java.stream().filter(type -> !begins(type, JDK) || begins(type, IO));
            String owner = fromWithin.findFirst().orElse("");
            if (!owner.startsWith("dev.redisentra.") || owner.startsWith("dev.redisentra.comparison.")) { // the service
                return OTHERS;
            }
            if (owner.startsWith("dev.redisentra.core.") && !owner.startsWith("dev.redisentra.core.spi.")) {
                return RENEWALS;
            }
            return java.get(0).startsWith("java.util.concurrent.locks.") ? ITS_LOCKS : REDIS_ENTRA;
        }

        private static boolean begins(String type, List<String> prefixes) {
            return prefixes.stream().anyMatch(type::startsWith);
        }
    }

    /** The columns of {@link Job#PROFILED}. */
    void addTo(Figures figures, String name) {
        double samples = time.values().stream().mapToLong(Long::longValue).sum();
        double locks = time.getOrDefault(Part.ITS_LOCKS, 0L);
        double ours = locks + time.getOrDefault(Part.REDIS_ENTRA, 0L);
        double allocated =
                allocations.values().stream().mapToLong(Long::longValue).sum();
        figures.add(name + "samples", samples);
        figures.add(name + "CPU time, %", 100 * ours / samples);
        figures.add(name + "±", 100 * 2 * Math.sqrt(Math.max(1, ours)) / samples);
        figures.add(name + "its locks, %", 100 * locks / samples);
        figures.add(name + "ns for an operation", 1_000 * ours / samples * cpuMicrosPerOperation);
        figures.add(name + "allocations, %", 100 * allocations.getOrDefault(Part.REDIS_ENTRA, 0L) / allocated);
        figures.add(name + "renewals, %", 100 * time.getOrDefault(Part.RENEWALS, 0L) / samples);
    }

    static Profile of(Client client, Segment segment, int millis) throws InterruptedException, IOException {
        double cpuMicrosPerOperation = client.run(segment, millis / 4).cpuMicrosPerOperation();
        AsyncProfiler profiler = AsyncProfiler.getInstance();
        Path file = Files.createTempFile("profile", ".jfr");
        try {
            profiler.execute("start,jfr,event=cpu,%s,file=%s".formatted(INTERVALS, file));
            try {
                client.run(segment, millis);
            } finally {
                profiler.execute("stop");
            }
            Profile profile = new Profile(new EnumMap<>(Part.class), new EnumMap<>(Part.class), cpuMicrosPerOperation);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                String type = event.getEventType().getName();
                if (type.equals("jdk.ExecutionSample")) {
                    profile.time.merge(Part.of(event.getStackTrace()), 1L, Long::sum);
                } else if (type.startsWith("jdk.ObjectAllocation")) {
                    profile.allocations.merge(Part.of(event.getStackTrace()), 1L, Long::sum);
                }
            }
            return profile;
        } finally {
            Files.delete(file);
        }
    }
}
