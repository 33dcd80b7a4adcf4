/**
 * Keeps a credential current: when to ask, what to do with the answer, and whom to tell.
 *
 * <p>When to ask is a pure function, {@code RenewalSchedule}, and so is what may replace what, {@code CredentialRules}. What
 * happens runs on one thread, in {@code Renewal}; what everyone sees is one immutable {@code Snapshot}, in {@code
 * SharedState}. Clocks and threads are met in {@code Timeline}, {@code RequestThreads} and {@code DaemonThreads} alone. How a
 * credential is obtained is a strategy's business.
 */
@NullMarked
package dev.redisentra.core.renewal;

import org.jspecify.annotations.NullMarked;
