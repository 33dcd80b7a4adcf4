package dev.redisentra.comparison.report;

import java.util.Map;

/** How it was measured. */
final class MethodSection {
    private static final String GOES_ON = "A run that was interrupted goes on when the command is given again.";

    private final Plan plan;
    private final Map<String, String> versions;

    /** @param versions of the clients, by {@link Versions} */
    MethodSection(Plan plan, Map<String, String> versions) {
        this.plan = plan;
        this.versions = versions;
    }

    String text() {
        return """
                ## How it was measured

                - **One path for all.** Redis 7.0.15 behind the [test kit](../core/testkit)'s TLS front, which closes a connection when its token expires: whoever
                  does not re-authenticate cannot look good by it. The front passes about half of what Redis with TLS of its own does, so that
                  throughput tells less than CPU and allocation for each operation, which are the contender's process alone.
                - **One process for each contender**, and a server, alive through a sitting of %d rounds with one client, and another for those who subscribe. Work is done in slices of a quarter of
                  a second: contender after contender has its turn with one, and only then comes the next. In four slices each has each place once, and comes once
                  after each other. So what else the machine does falls on all alike, and ratios are taken within a round of such slices. The first %d rounds of a sitting warm the processes up, by as much work in each cell, and do not count.
                  Each cell has %d such sittings, in new processes, so that what is one process's own, such as what the JIT made of it, is not taken for its contender's.
                  The first of four equal processes comes out some 2 %% slower than the last, and nobody is the first in each sitting.
                - **Chance is measured, too**: the static password runs twice, in two processes. Where redis-entra differs from it less
                  than it differs from itself, nothing has been shown, and the table says so.
                - **What the machine does to anyone** is told by a thread of the server's side that has nothing to do and is due every 2 ms. A command that is no slower
                  than that says nothing of its client; and where a p99 is made of such moments, a run has too few of them to tell contenders apart.
                - **Tokens** come from azure-identity and a local managed-identity endpoint, for both ways that renew. They live for 10 s, and both ways
                  renew at half-life: every 5 s, some 700 times as often as on Azure. *Without renewals* they live for an hour.
                - **Latencies** are counted from the moment at which a command was due at a fixed rate, so that a stall counts for all commands
                  behind it (HdrHistogram). Those of a command on its own are what a thread of the client sees.
                - **During a renewal** is what was due from the request for a token until 100 ms after the last AUTH is to be sent; the rest is
                  beside it.
                - **Figures** are medians over %d rounds, in brackets the lowest and the highest. *Level* is within 1 %%, or what was better in
                  one round and worse in another.
                - **The official ways**: Lettuce %s's `TokenBasedRedisCredentialsProvider` with `ON_NEW_CREDENTIALS`, Jedis %s's `AuthXManager` with idle
                  connections tested every 2 s, Redisson %s's `EntraIdCredentialsResolver`; all on redis-authx-core %s, asking the same azure-identity.
                - **What was run**: %s
                """.formatted(
                        Plan.WARM_UP_ROUNDS + plan.roundsEach(),
                        Plan.WARM_UP_ROUNDS,
                        plan.sittings(),
                        plan.rounds(),
                        versions.get("lettuce"),
                        versions.get("jedis"),
                        versions.get("redisson"),
                        versions.get("redis-authx"),
                        extent());
    }

    private String extent() {
        return switch (plan.name()) {
            case "full" ->
                "all: each client does all the work in all four modes, and a part of it without renewals. " + GOES_ON;
            case "core" ->
                "the core: each client in all four modes, all the work in standalone with RESP3, and a part of it in the others and without renewals. `-Dcomparison.extent=full` does all the work in all modes, with 10 KB in 1 and 64 threads as well, and takes some two hours. "
                        + GOES_ON;
            default -> "the extent `%s`.".formatted(plan.name());
        };
    }
}
