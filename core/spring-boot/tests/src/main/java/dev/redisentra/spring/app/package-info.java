/** An application that knows nothing of redis-entra: Spring's own Redis beans, used without end, and counted. */
@NullMarked
package dev.redisentra.spring.app;

import org.jspecify.annotations.NullMarked;
