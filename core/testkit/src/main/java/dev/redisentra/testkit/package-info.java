/**
 * Azure on one machine, for tests and local runs. It has a real Redis behind TLS, which closes connections when their token
 * expires. It has a managed-identity endpoint that the real azure-identity talks to.
 *
 * <p>Begin with {@link dev.redisentra.testkit.LocalAzure}, or in a JUnit test with {@link
 * dev.redisentra.testkit.WithLocalAzure}. The kit knows no Redis client, and not redis-entra either. It tests from outside,
 * over the wire. It does not belong in a production artifact.
 */
@NullMarked
package dev.redisentra.testkit;

import org.jspecify.annotations.NullMarked;
