package dev.redisentra.comparison.report;

import java.util.List;
import java.util.Optional;

import dev.redisentra.comparison.work.ClientKind;

/** Why a figure is behind, where that has been found out. */
final class Reasons {
    private record Reason(ClientKind client, Metric metric, String text) {}

    private static final List<Reason> KNOWN = List.of();

    private Reasons() {}

    static Optional<String> of(ClientKind client, Metric metric) {
        return KNOWN.stream()
                .filter(reason -> reason.client == client && reason.metric == metric)
                .map(Reason::text)
                .findFirst();
    }
}
