package dev.redisentra.core.renewal;

import java.time.Duration;

/**
 * The numbers behind the renewal rules. The defaults suit Azure; a different policy is for tests and for other issuers.
 *
 * @param requestDeadline how long one request may take. 10 s: azure-identity's own retries of a failing endpoint take up
 *     to 6 s, and one that hangs would take four minutes
 * @param smallestInterval the least time between the end of a request and the next, whatever happens. 1 s
 * @param backOffCap the longest pause between failed requests, and between two looks at a key that may change. 30 s: an
 *     outage that ends, or a key that is exchanged, is noticed within that time
 * @param lead how long before expiry a token is renewed. 295 s: azure-identity hands out the cached token while 300 s
 *     remain, so asking earlier gives nothing new; Azure wants the new token in hand 180 s before expiry
 * @param longLived from which remaining life on a token is renewed at half-life instead. 2 h, as azure-identity's cache
 *     does: there is no reason to let 23 hours of possible attempts pass
 * @param riskMargin from when on a token without a successor counts as at risk. 180 s, Azure's guidance
 * @param jitter which part of the lead is left to chance, 0 to 1, so that replicas started together do not ask
 *     together. 0.2: of 295 s, the last minute
 */
public record RenewalPolicy(
        Duration requestDeadline,
        Duration smallestInterval,
        Duration backOffCap,
        Duration lead,
        Duration longLived,
        Duration riskMargin,
        double jitter) {

    /** The policy for Azure. */
    public static final RenewalPolicy AZURE = new RenewalPolicy(
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(295),
            Duration.ofHours(2),
            Duration.ofSeconds(180),
            0.2);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the one that is off
     */
    public RenewalPolicy {
        requirePositive("requestDeadline", requestDeadline);
        requirePositive("smallestInterval", smallestInterval);
        requirePositive("backOffCap", backOffCap);
        requirePositive("lead", lead);
        requirePositive("longLived", longLived);
        requirePositive("riskMargin", riskMargin);
        if (backOffCap.compareTo(smallestInterval) < 0) {
            throw new IllegalArgumentException(
                    "backOffCap=%s: must not be below smallestInterval=%s".formatted(backOffCap, smallestInterval));
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter=%s: must be from 0 to 1".formatted(jitter));
        }
    }

    /** The same but for the lead. */
    public RenewalPolicy withLead(Duration otherLead) {
        return new RenewalPolicy(
                requestDeadline, smallestInterval, backOffCap, otherLead, longLived, riskMargin, jitter);
    }

    /** The same but for the jitter. */
    public RenewalPolicy withJitter(double otherJitter) {
        return new RenewalPolicy(
                requestDeadline, smallestInterval, backOffCap, lead, longLived, riskMargin, otherJitter);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("%s=%s: must be positive".formatted(name, value));
        }
    }
}
