package dev.redisentra.core;

import java.time.Duration;

/**
 * The numbers behind the renewal rules. The defaults suit Azure; a different policy is for slow machines, for tests and for
 * other issuers.
 *
 * <pre>{@code
 * RenewalPolicy.builder().requestDeadline(Duration.ofSeconds(30)).build()
 * }</pre>
 *
 * @param firstCredential how long the adapters wait for the first credential. 30 s: azure-identity answers after a second
 *     or so, and a machine that is cold and busy leaves it three requests to do so
 * @param requestDeadline how long one request may take before the next begins; a good answer counts although it is late.
 *     10 s: azure-identity's own retries of a failing endpoint take up to 6 s, and one that hangs would take four minutes
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
        Duration firstCredential,
        Duration requestDeadline,
        Duration smallestInterval,
        Duration backOffCap,
        Duration lead,
        Duration longLived,
        Duration riskMargin,
        double jitter) {

    /** The policy for Azure. */
    public static final RenewalPolicy AZURE = new RenewalPolicy(
            Duration.ofSeconds(30),
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
        requirePositive("firstCredential", firstCredential);
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

    /** Begins with the numbers for Azure. */
    public static Builder builder() {
        return AZURE.toBuilder();
    }

    /** Begins with these numbers. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The same but for the lead. */
    public RenewalPolicy withLead(Duration otherLead) {
        return toBuilder().lead(otherLead).build();
    }

    /** The same but for the jitter. */
    public RenewalPolicy withJitter(double otherJitter) {
        return toBuilder().jitter(otherJitter).build();
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("%s=%s: must be positive".formatted(name, value));
        }
    }

    /** Makes a policy, number by number. */
    public static final class Builder {
        private Duration firstCredential;
        private Duration requestDeadline;
        private Duration smallestInterval;
        private Duration backOffCap;
        private Duration lead;
        private Duration longLived;
        private Duration riskMargin;
        private double jitter;

        private Builder(RenewalPolicy from) {
            firstCredential = from.firstCredential;
            requestDeadline = from.requestDeadline;
            smallestInterval = from.smallestInterval;
            backOffCap = from.backOffCap;
            lead = from.lead;
            longLived = from.longLived;
            riskMargin = from.riskMargin;
            jitter = from.jitter;
        }

        /** {@link RenewalPolicy#firstCredential()}. */
        public Builder firstCredential(Duration value) {
            firstCredential = value;
            return this;
        }

        /** {@link RenewalPolicy#requestDeadline()}. */
        public Builder requestDeadline(Duration value) {
            requestDeadline = value;
            return this;
        }

        /** {@link RenewalPolicy#smallestInterval()}. */
        public Builder smallestInterval(Duration value) {
            smallestInterval = value;
            return this;
        }

        /** {@link RenewalPolicy#backOffCap()}. */
        public Builder backOffCap(Duration value) {
            backOffCap = value;
            return this;
        }

        /** {@link RenewalPolicy#lead()}. */
        public Builder lead(Duration value) {
            lead = value;
            return this;
        }

        /** {@link RenewalPolicy#longLived()}. */
        public Builder longLived(Duration value) {
            longLived = value;
            return this;
        }

        /** {@link RenewalPolicy#riskMargin()}. */
        public Builder riskMargin(Duration value) {
            riskMargin = value;
            return this;
        }

        /** {@link RenewalPolicy#jitter()}. */
        public Builder jitter(double value) {
            jitter = value;
            return this;
        }

        /**
         * The policy.
         *
         * @throws IllegalArgumentException naming the number that is off
         */
        public RenewalPolicy build() {
            return new RenewalPolicy(
                    firstCredential,
                    requestDeadline,
                    smallestInterval,
                    backOffCap,
                    lead,
                    longLived,
                    riskMargin,
                    jitter);
        }
    }
}
