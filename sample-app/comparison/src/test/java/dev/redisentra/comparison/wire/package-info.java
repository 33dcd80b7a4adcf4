/** The cost of each command and each reply in nanoseconds and bytes, without a network. */
@NullMarked
package dev.redisentra.comparison.wire;

import org.jspecify.annotations.NullMarked;
