package dev.redisentra.contract;

import java.util.List;

import dev.redisentra.testkit.RedisCounters;

/**
 * What one mode came to with one client.
 *
 * @param commands answered rightly
 * @param failed commands that the caller saw fail, or hang
 * @param wrong answers that were somebody else's, or out of order
 * @param lost messages or elements that never came
 * @param doubled messages or elements that came twice
 * @param closed connections that the server closed because their token had expired
 * @param auths AUTHs sent in excess of one for each connection and renewal, its handshake included
 * @param examples what went wrong, the first of each kind
 */
public record Outcome(
        long commands,
        long failed,
        long wrong,
        long lost,
        long doubled,
        long closed,
        long auths,
        List<String> examples) {
    public Outcome {
        examples = List.copyOf(examples);
    }

    static Outcome of(Findings findings, RedisCounters seen, long renewals, long forgiven, boolean authsRepeat) {
        long allowed = seen.connectionsOpened() * (renewals + 1);
        return new Outcome(
                findings.commands(),
                findings.failed(),
                findings.wrong(),
                findings.lost(),
                findings.doubled(),
                seen.closedAtExpiry() - forgiven,
                authsRepeat ? 0 : Math.max(0, seen.authsSent() - allowed),
                findings.examples());
    }

    /** Nothing lost, nothing wrong. */
    public boolean kept() {
        return isHarmless() && auths == 0;
    }

    /** Nobody but the server would notice. */
    boolean isHarmless() {
        return failed + wrong + lost + doubled + closed == 0;
    }

    @Override
    public String toString() {
        return "%d commands, %d failed, %d wrong, %d lost, %d doubled, %d connections closed at expiry, %d AUTHs too many%s"
                .formatted(
                        commands,
                        failed,
                        wrong,
                        lost,
                        doubled,
                        closed,
                        auths,
                        examples.isEmpty() ? "" : "\n  " + String.join("\n  ", examples));
    }
}
