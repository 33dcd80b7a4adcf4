/** A way into the engine's schedule, for the comparison alone. */
@NullMarked
package dev.redisentra.core.renewal;

import org.jspecify.annotations.NullMarked;
