/** One contender at work: a process of its own, which measures, and knows nothing of the others. */
@NullMarked
package dev.redisentra.comparison.work;

import org.jspecify.annotations.NullMarked;
