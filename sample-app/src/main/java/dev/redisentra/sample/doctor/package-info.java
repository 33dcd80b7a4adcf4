/**
 * {@code --doctor}: looks at each step on the way to Redis in turn, with the service's own settings, identity and client,
 * and says what is wrong and what fixes it. Starts no web server.
 */
@NullMarked
package dev.redisentra.sample.doctor;

import org.jspecify.annotations.NullMarked;
