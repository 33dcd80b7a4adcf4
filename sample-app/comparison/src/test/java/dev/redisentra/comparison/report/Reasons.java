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

    private static final String OF_RENEWALS =
            "Without renewals it allocates what the static password does (below): what is more falls on the token requests and AUTHs, here every 5 s.";

    private static final String HELD =
            "Commands are held until they go out together, and so gone through twice: 4 and 5 % of CPU in pipelines of 16 and 100, between processes that allocate the same. Here the JIT allocates Jedis's own CommandObject as well (see allocation). What is more than both is not known.";

    private static final List<Reason> KNOWN = List.of(
            new Reason(ClientKind.LETTUCE, Metric.ALLOCATION, null, OF_RENEWALS),
            new Reason(ClientKind.REDISSON, Metric.ALLOCATION, null, OF_RENEWALS),
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
            new Reason(ClientKind.JEDIS, Metric.CPU, Work.PIPELINE, HELD),
            new Reason(
                    ClientKind.REDISSON,
                    Metric.THROUGHPUT,
                    Work.PIPELINE,
                    "Run once more by itself, with two processes of redis-entra, it was 0.985 and 0.994 of the official way's, and the two differed from each other by 4 %."));

    private Reasons() {}

    static Optional<String> of(ClientKind client, Metric metric, Work work) {
        return KNOWN.stream()
                .filter(reason -> reason.client == client && reason.metric == metric)
                .filter(reason -> reason.work == null || reason.work == work)
                .map(Reason::text)
                .findFirst();
    }
}
