/** A way into the session's timing, for the comparison alone. */
@NullMarked
package dev.redisentra.core.spi.session;

import org.jspecify.annotations.NullMarked;
