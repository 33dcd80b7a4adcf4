package dev.redisentra.core.renewal;

import java.util.concurrent.atomic.AtomicLong;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthStatus;

/** Counts what happens. */
final class Tally {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong renewals = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong reauthentications = new AtomicLong();
    private final AtomicLong reauthenticationFailures = new AtomicLong();
    private final AtomicLong refusedLogins = new AtomicLong();
    private final AtomicLong stalled = new AtomicLong();
    private final AtomicLong died = new AtomicLong();

    void request() {
        requests.incrementAndGet();
    }

    void renewal() {
        renewals.incrementAndGet();
    }

    void failure() {
        failures.incrementAndGet();
    }

    void connection(AuthEvent.OfConnection event) {
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

    AuthStatus.Counters counters() {
        return new AuthStatus.Counters(
                requests.get(),
                renewals.get(),
                failures.get(),
                reauthentications.get(),
                reauthenticationFailures.get(),
                refusedLogins.get(),
                stalled.get(),
                died.get());
    }
}
