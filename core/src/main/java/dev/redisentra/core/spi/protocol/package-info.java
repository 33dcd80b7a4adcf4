/** Which protocol a client speaks with a server, where the settings leave that open. */
@NullMarked
package dev.redisentra.core.spi.protocol;

import org.jspecify.annotations.NullMarked;
