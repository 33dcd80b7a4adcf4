/**
 * Keeps a credential current: when to ask, what to do with the answer, and whom to tell.
 *
 * <p>When to ask is a pure function, {@link dev.redisentra.core.renewal.RenewalSchedule}. What happens runs on one
 * thread, in {@link dev.redisentra.core.renewal.RenewingCredentialSource}. Clocks and threads are met in {@code
 * Timeline} and {@code RequestThreads} alone. How a credential is obtained is a strategy's business.
 */
@NullMarked
package dev.redisentra.core.renewal;

import org.jspecify.annotations.NullMarked;
