package dev.redisentra.testkit;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the fronts saw of AUTH and HELLO. The server's own statistics count by command name, so that a HELLO without
 * AUTH and a malformed AUTH have to be known to be left out. Thread-safe.
 */
final class AuthsSeen {
    private final LongAdder withCredentials = new LongAdder();
    private final LongAdder executedWithout = new LongAdder();
    private final LongAdder rejectedWithout = new LongAdder();

    void withCredentials() {
        withCredentials.increment();
    }

    /** A plain HELLO, or an AUTH with too many arguments: the server counts it as a call. */
    void executedWithoutCredentials() {
        executedWithout.increment();
    }

    /** An AUTH without arguments: the server counts it as a rejected call. */
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
