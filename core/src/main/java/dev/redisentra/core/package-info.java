/**
 * redis-entra's core: keeps the credential of an Azure Redis current.
 *
 * <p>The way in is {@link dev.redisentra.core.CredentialSources}; a source is opened there and nowhere else. What an
 * application meets next is in {@code auth} (the source, its credentials, strategies, events and status), {@code
 * config} (the settings), {@code entra} (the strategy for Microsoft Entra), {@code diagnosis} and {@code metrics}. What
 * the adapters for Lettuce, Jedis and Redisson call is under {@code spi}, and no application needs it.
 *
 * <p>Behind the door, and seen by nobody, is the engine: when to ask, what to do with the answer, and whom to tell.
 * When to ask is a pure function, {@code RenewalSchedule}, and so is what may replace what, {@code CredentialRules}.
 * What happens runs on one thread, in {@code Renewal}; what everyone sees is one immutable {@code Snapshot}, in {@code
 * SharedState}. Clocks and threads are only met in {@code Timeline}, {@code RequestThreads} and {@code DaemonThreads}.
 * How a credential is obtained is a strategy's business.
 */
@NullMarked
package dev.redisentra.core;

import org.jspecify.annotations.NullMarked;
