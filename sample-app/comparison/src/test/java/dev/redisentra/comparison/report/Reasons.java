package dev.redisentra.comparison.report;

import java.util.List;
import java.util.Optional;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Work;
import org.jspecify.annotations.Nullable;

/** Why a figure is behind, where that has been found out. */
final class Reasons {
    /** @param work null for all that has no reason of its own */
    private record Reason(
            ClientKind client, Metric metric, @Nullable Work work, String text) {}

    static final String NOT_KNOWN = "No cause known.";

    private static final String HELD =
            "Commands are held until they go out together, so that an AUTH can pass while a pipeline is filled; each is looked at when it is held, when it is sent, and when it is answered. That takes some tens of nanoseconds, of half a microsecond that a command in a pipeline takes in all. The dearest part is to put it into a list that the collector takes for old: G1 has a barrier there, which waits for the memory. With the parallel collector that part is gone; with a list made anew for each batch it is not, as the lock is the next to wait.";

    private static final String LOOKED_AT =
            "A handler looks at each command as it goes out: whether it opens or ends a transaction, and whether it blocks. In a pipeline little else is done for a command on its way.";

    private static final List<Reason> KNOWN = List.of(
            new Reason(ClientKind.LETTUCE, Metric.CPU, Work.PIPELINE, LOOKED_AT),
            new Reason(
                    ClientKind.JEDIS,
                    Metric.ALLOCATION,
                    Work.PIPELINE,
                    "24 B for each command are Jedis's own CommandObject, which the JIT leaves out on the client's own path and not on this longer one; in a process that does nothing but pipelines it leaves it out on both."),
            new Reason(
                    ClientKind.JEDIS,
                    Metric.ALLOCATION,
                    null,
                    "Of it 217 B for each command are Commons Pool's time stamps, which the JIT leaves out until azure-identity is in the process: a static password beside one request for a token allocates the same 3,264 B for a GET. So it is with the official way."),
            new Reason(ClientKind.JEDIS, Metric.THROUGHPUT, Work.PIPELINE, HELD),
            new Reason(ClientKind.JEDIS, Metric.CPU, Work.PIPELINE, HELD));

    private Reasons() {}

    static Optional<String> of(ClientKind client, Metric metric, Work work) {
        return KNOWN.stream()
                .filter(reason -> reason.client == client && reason.metric == metric)
                .filter(reason -> reason.work == null || reason.work == work)
                .map(Reason::text)
                .findFirst();
    }
}
