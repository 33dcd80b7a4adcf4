package dev.redisentra.core;

import java.time.Duration;

/** What the numbers of a {@link RenewalPolicy} have to keep. */
final class PolicyRules {
    private PolicyRules() {}

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the one that is off
     */
    static RenewalPolicy checked(RenewalPolicy policy) {
        requirePositive("firstCredential", policy.firstCredential());
        requirePositive("requestDeadline", policy.requestDeadline());
        requirePositive("smallestInterval", policy.smallestInterval());
        requirePositive("backOffCap", policy.backOffCap());
        requirePositive("lead", policy.lead());
        requirePositive("longLived", policy.longLived());
        requirePositive("riskMargin", policy.riskMargin());
        if (policy.backOffCap().compareTo(policy.smallestInterval()) < 0) {
            throw new IllegalArgumentException("backOffCap=%s: must not be below smallestInterval=%s"
                    .formatted(policy.backOffCap(), policy.smallestInterval()));
        }
        double jitter = policy.jitter();
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter=%s: must be from 0 to 1".formatted(jitter));
        }
        return policy;
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("%s=%s: must be positive".formatted(name, value));
        }
    }
}
