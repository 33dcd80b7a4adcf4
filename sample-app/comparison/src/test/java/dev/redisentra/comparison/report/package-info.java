/**
 * Puts the contenders to work side by side, in turns, and writes what came of it: figures, verdicts, a page with plots.
 */
@NullMarked
package dev.redisentra.comparison.report;

import org.jspecify.annotations.NullMarked;
