/**
 * Azure on one machine, for tests and local runs: a real Redis behind TLS that enforces the expiry of each token, and
 * a managed-identity endpoint that the real azure-identity talks to.
 *
 * <p>{@link dev.redisentra.testkit.LocalAzure} is the way in, {@link dev.redisentra.testkit.WithLocalAzure} the same for
 * a JUnit test. Nothing in here knows a Redis client or redis-entra itself: what is tested with it is tested from
 * outside, over the wire. It has no place in a production artifact.
 */
@NullMarked
package dev.redisentra.testkit;

import org.jspecify.annotations.NullMarked;
