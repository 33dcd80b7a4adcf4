/** Settings, credential source and the one client that was picked, wired up as Spring beans. */
@NullMarked
package dev.redisentra.sample.redis;

import org.jspecify.annotations.NullMarked;
