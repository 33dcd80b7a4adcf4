package dev.redisentra.core;

import java.util.concurrent.atomic.AtomicLong;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthStatus;

/** Counts what adapters report of their connections, on whichever thread. */
final class ConnectionCounters {
    private final AtomicLong reauthentications = new AtomicLong();
    private final AtomicLong reauthenticationFailures = new AtomicLong();
    private final AtomicLong refusedLogins = new AtomicLong();
    private final AtomicLong stalled = new AtomicLong();
    private final AtomicLong died = new AtomicLong();

    void count(AuthEvent.OfConnection event) {
        if (event instanceof AuthEvent.Reauthenticated) {
            reauthentications.incrementAndGet();
        } else if (event instanceof AuthEvent.ReauthenticationFailed) {
            reauthenticationFailures.incrementAndGet();
        } else if (event instanceof AuthEvent.LoginRefused) {
            refusedLogins.incrementAndGet();
        } else if (event instanceof AuthEvent.ReauthenticationStalled) {
            stalled.incrementAndGet();
        } else if (event instanceof AuthEvent.ConnectionDied) {
            died.incrementAndGet();
        }
    }

    /** Together with what the source itself has counted. */
    AuthStatus.Counters with(Snapshot.Counts source) {
        return new Status.Counters(
                source.requests(),
                source.renewals(),
                source.failures(),
                reauthentications.get(),
                reauthenticationFailures.get(),
                refusedLogins.get(),
                stalled.get(),
                died.get());
    }
}
