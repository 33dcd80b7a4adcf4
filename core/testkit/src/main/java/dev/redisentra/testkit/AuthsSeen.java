package dev.redisentra.testkit;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the AUTHs and HELLOs that pass the fronts. The server's own statistics count by command name, so they include a
 * HELLO without AUTH and a malformed AUTH. The kit subtracts these. Thread-safe.
 */
final class AuthsSeen {
    private final LongAdder withCredentials = new LongAdder();
    private final LongAdder executedWithout = new LongAdder();
    private final LongAdder rejectedWithout = new LongAdder();

    void withCredentials() {
        withCredentials.increment();
    }

    /** A HELLO without AUTH, or an AUTH with too many arguments. The server counts it as a call. */
    void executedWithoutCredentials() {
        executedWithout.increment();
    }

    /** An AUTH without arguments. The server counts it as a rejected call. */
    void rejectedWithoutCredentials() {
        rejectedWithout.increment();
    }

    long countWithCredentials() {
        return withCredentials.sum();
    }

    long countExecutedWithoutCredentials() {
        return executedWithout.sum();
    }

    long countRejectedWithoutCredentials() {
        return rejectedWithout.sum();
    }
}
