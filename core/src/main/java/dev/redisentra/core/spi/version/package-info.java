/** Which versions of its client an adapter works with. For adapters, not for applications. */
@NullMarked
package dev.redisentra.core.spi.version;

import org.jspecify.annotations.NullMarked;
