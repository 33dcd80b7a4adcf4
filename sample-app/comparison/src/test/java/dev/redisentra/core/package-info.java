/** A way into the engine's schedule, for the comparison alone. */
@NullMarked
package dev.redisentra.core;

import org.jspecify.annotations.NullMarked;
