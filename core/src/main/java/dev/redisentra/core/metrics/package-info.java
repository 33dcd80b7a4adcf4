/**
 * What happens to credentials and connections, as Micrometer's meters. The one package that knows Micrometer, which is an
 * optional dependency: a service that has it on its class path can bind {@link
 * dev.redisentra.core.metrics.CredentialMetrics}, and nothing else here needs it.
 */
@NullMarked
package dev.redisentra.core.metrics;

import org.jspecify.annotations.NullMarked;
