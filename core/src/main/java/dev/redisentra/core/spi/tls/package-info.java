/** Trust in a server's certificate. Verification itself is the clients' own, and always on. */
@NullMarked
package dev.redisentra.core.spi.tls;

import org.jspecify.annotations.NullMarked;
