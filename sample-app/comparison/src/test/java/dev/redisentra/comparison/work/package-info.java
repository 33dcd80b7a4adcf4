/**
 * One contender at work: a process of its own that makes a client in one of the ways compared, does what it is told, and
 * tells what it measured. Knows nothing of the others.
 */
@NullMarked
package dev.redisentra.comparison.work;

import org.jspecify.annotations.NullMarked;
