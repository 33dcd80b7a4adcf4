package dev.redisentra.comparison.work;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * What a process's CPU time and allocations go to while it does a segment, by async-profiler, which counts the kernel, the JIT
 * and the collector, too. Two processes of the same code differ by some percent; what a part of the code has of one process
 * does not.
 */
public record Profile(Slice slice) implements Task {
    /** A sample for so much CPU time, or for the kernel's tick where that is longer; and for so many bytes. */
    private static final String INTERVALS = "interval=1ms,alloc=128k";

    private static final String TIME = "jdk.ExecutionSample";
    private static final String ALLOCATION = "jdk.ObjectAllocation";

    /** Whose work it was. */
    public enum Part {
        /** The adapter's or the engine's code, or what that calls in the JDK. */
        REDIS_ENTRA,
        /** Under azure-identity. */
        TOKENS,
        /**
         * To take a lock, whoever takes it. The processor then waits until what was written before has reached the memory:
         * that falls on the first lock after much was written, and would fall on the next one.
         */
        LOCKS,
        OTHERS;

        static Part of(@Nullable RecordedStackTrace stack) {
            return stack == null
                    ? OTHERS
                    : of(stack.getFrames().stream()
                            .map(frame -> frame.getMethod().getType().getName())
                            .toList());
        }

        /** @param types of the methods on the stack, the innermost first; of native code the library, or none */
        static Part of(List<String> types) {
            if (types.stream().anyMatch(type -> startsWith(type, "com.azure.", "com.microsoft.aad."))) {
                return TOKENS;
            }
            List<String> java = types.stream().filter(Part::isJava).toList();
            if (!java.isEmpty() && java.get(0).startsWith("java.util.concurrent.locks.")) {
                return LOCKS;
            }
            return java.stream()
                    .filter(type -> !startsWith(type, "java.", "javax.", "jdk.", "sun.", "com.sun."))
                    .findFirst()
                    .filter(type -> type.startsWith("dev.redisentra."))
                    .filter(type -> !type.startsWith("dev.redisentra.comparison.")) // which stands for a service
                    .map(type -> REDIS_ENTRA)
                    .orElse(OTHERS);
        }

        private static boolean isJava(String type) {
            return type.contains(".") && !type.contains(".so");
        }

        private static boolean startsWith(String type, String... prefixes) {
            return List.of(prefixes).stream().anyMatch(type::startsWith);
        }
    }

    /**
     * How many samples each part has.
     *
     * @param cpuMicros of the process for an operation
     */
    public record Result(Map<Part, Long> time, Map<Part, Long> allocations, double cpuMicros) implements Serializable {}

    @Override
    public Result run(Desk desk) throws InterruptedException, IOException {
        AsyncProfiler profiler = AsyncProfiler.getInstance();
        Path file = Files.createTempFile("profile", ".jfr");
        try {
            profiler.execute("start,jfr,event=ctimer,%s,file=%s".formatted(INTERVALS, file));
            Outcome outcome;
            try {
                outcome = slice.run(desk);
            } finally {
                profiler.execute("stop");
            }
            return read(file, outcome.cpuMicrosPerOperation());
        } finally {
            Files.delete(file);
        }
    }

    private static Result read(Path file, double cpuMicros) throws IOException {
        Map<Part, Long> time = new EnumMap<>(Part.class);
        Map<Part, Long> allocations = new EnumMap<>(Part.class);
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String type = event.getEventType().getName();
            if (type.equals(TIME)) {
                time.merge(Part.of(event.getStackTrace()), 1L, Long::sum);
            } else if (type.startsWith(ALLOCATION)) {
                allocations.merge(Part.of(event.getStackTrace()), 1L, Long::sum);
            }
        }
        return new Result(time, allocations, cpuMicros);
    }
}
