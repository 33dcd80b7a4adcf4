/** Tests as an application has them, run on each line of Boot by {@code ConnectionTest}, in a process of their own. */
@NullMarked
package dev.redisentra.spring.connected;

import org.jspecify.annotations.NullMarked;
