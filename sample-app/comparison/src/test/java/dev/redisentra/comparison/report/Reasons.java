package dev.redisentra.comparison.report;

import java.util.List;
import java.util.Optional;

import dev.redisentra.comparison.work.ClientKind;

/** Why a figure is behind, where that has been found out. */
final class Reasons {
    private record Reason(ClientKind client, Metric metric, String text) {}

    private static final String OF_RENEWALS =
            "Without renewals it allocates what the static password does (below): what is more falls on the token requests and AUTHs, here every 5 s.";

    private static final String LOCKS =
            "Each command takes a lock, which nobody contends for, to be sent, and again to be answered: seen in pipelines of 16 with and without renewals; not profiled yet.";

    private static final List<Reason> KNOWN = List.of(
            new Reason(ClientKind.LETTUCE, Metric.ALLOCATION, OF_RENEWALS),
            new Reason(ClientKind.REDISSON, Metric.ALLOCATION, OF_RENEWALS),
            new Reason(
                    ClientKind.JEDIS,
                    Metric.ALLOCATION,
                    "Of it 217 B for each command are Commons Pool's time stamps, which the JIT leaves out until azure-identity is in the process: a static password beside one request for a token allocates the same 3,264 B for a GET. So it is with the official way."),
            new Reason(ClientKind.JEDIS, Metric.THROUGHPUT, LOCKS),
            new Reason(ClientKind.JEDIS, Metric.CPU, LOCKS));

    private Reasons() {}

    static Optional<String> of(ClientKind client, Metric metric) {
        return KNOWN.stream()
                .filter(reason -> reason.client == client && reason.metric == metric)
                .map(Reason::text)
                .findFirst();
    }
}
