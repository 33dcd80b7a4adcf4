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

    private static final String ACCOUNTING =
            "Each reply is accounted for under a lock that nobody contends for. With another for each command, which are taken for all that go out together now, that was 7 % of a profile's samples in pipelines of 100, some 30 ns of 300.";

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
            new Reason(ClientKind.JEDIS, Metric.THROUGHPUT, Work.PIPELINE, ACCOUNTING),
            new Reason(ClientKind.JEDIS, Metric.CPU, Work.PIPELINE, ACCOUNTING));

    private Reasons() {}

    static Optional<String> of(ClientKind client, Metric metric, Work work) {
        return KNOWN.stream()
                .filter(reason -> reason.client == client && reason.metric == metric)
                .filter(reason -> reason.work == null || reason.work == work)
                .map(Reason::text)
                .findFirst();
    }
}
