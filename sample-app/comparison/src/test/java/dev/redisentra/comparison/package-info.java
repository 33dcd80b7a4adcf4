/** What keyless costs on each client, compared with what one would use otherwise. */
@NullMarked
package dev.redisentra.comparison;

import org.jspecify.annotations.NullMarked;
