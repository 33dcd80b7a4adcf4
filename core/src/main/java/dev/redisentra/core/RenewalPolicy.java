package dev.redisentra.core;

import java.time.Duration;

/**
 * The numbers behind the renewal rules. As they are they suit Azure; others are for slow machines, for tests and for other
 * issuers:
 *
 * <pre>{@code
 * RenewalPolicy patient = new RenewalPolicy() {
 *     @Override
 *     public Duration requestDeadline() {
 *         return Duration.ofSeconds(30);
 *     }
 * };
 * }</pre>
 *
 * <p>A number that cannot work is refused when a source is opened with it. The methods of a policy always return the same,
 * and are called from any thread. Numbers that are added later will have defaults, too.
 */
public interface RenewalPolicy {
    /** The policy for Azure. */
    RenewalPolicy AZURE = new RenewalPolicy() {};

    /**
     * How long the adapters wait for the first credential. 30 s: azure-identity answers after a second or so, and a machine
     * that is cold and busy leaves it three requests to do so.
     */
    default Duration firstCredential() {
        return Duration.ofSeconds(30);
    }

    /**
     * How long one request may take before the next begins; a good answer counts although it is late. 10 s: azure-identity's
     * own retries of a failing endpoint take up to 6 s, and one that hangs would take four minutes.
     */
    default Duration requestDeadline() {
        return Duration.ofSeconds(10);
    }

    /** The least time between the end of a request and the next, whatever happens. 1 s. */
    default Duration smallestInterval() {
        return Duration.ofSeconds(1);
    }

    /**
     * The longest pause between failed requests, and between two looks at a key that may change. 30 s: an outage that ends,
     * or a key that is exchanged, is noticed within that time. No less than the smallest interval.
     */
    default Duration backOffCap() {
        return Duration.ofSeconds(30);
    }

    /**
     * How long before expiry a token is renewed. 295 s: azure-identity hands out the cached token while 300 s remain, so
     * asking earlier gives nothing new; Azure wants the new token in hand 180 s before expiry.
     */
    default Duration lead() {
        return Duration.ofSeconds(295);
    }

    /**
     * From which remaining life on a token is renewed at half-life instead. 2 h, as azure-identity's cache does: there is no
     * reason to let 23 hours of possible attempts pass.
     */
    default Duration longLived() {
        return Duration.ofHours(2);
    }

    /** How long before its expiry a token without a successor counts as at risk. 180 s, Azure's guidance. */
    default Duration riskMargin() {
        return Duration.ofMinutes(3);
    }

    /**
     * Which part of the lead is random, from 0 to 1, so that replicas that start together do not ask together. 0.2: of
     * 295 s, the last minute.
     */
    default double jitter() {
        return 0.2;
    }
}
