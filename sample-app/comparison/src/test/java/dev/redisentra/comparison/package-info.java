/** The engine's cost beside what one would use otherwise. */
@NullMarked
package dev.redisentra.comparison;

import org.jspecify.annotations.NullMarked;
