/**
 * What a service says about its Redis: the settings, where they come from, and the rules they keep.
 *
 * <p>The same names everywhere, from environment variables or a framework's properties. All faults are reported at
 * once, each under the name it was set by. Nothing here connects to anything.
 */
@NullMarked
package dev.redisentra.core.config;

import org.jspecify.annotations.NullMarked;
