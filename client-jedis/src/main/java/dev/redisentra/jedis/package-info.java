/**
 * Carries the current credential to every connection of a Jedis client, new and live ones alike.
 *
 * <p>{@link dev.redisentra.jedis.JedisClients} is for adopters; the rest is the means. Obtaining and renewing
 * credentials is core's job, commands are Jedis's own.
 */
@NullMarked
package dev.redisentra.jedis;

import org.jspecify.annotations.NullMarked;
