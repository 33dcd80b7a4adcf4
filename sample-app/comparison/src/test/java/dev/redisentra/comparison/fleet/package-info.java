/** What many replicas do together, in virtual time and on the engine's own policy. */
@NullMarked
package dev.redisentra.comparison.fleet;

import org.jspecify.annotations.NullMarked;
