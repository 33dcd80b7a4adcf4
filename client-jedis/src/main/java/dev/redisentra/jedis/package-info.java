/**
 * Carries the current credential to every connection of a Jedis client, new and live ones alike: by the sockets that its
 * configuration makes.
 *
 * <p>{@link dev.redisentra.jedis.JedisClients} is for adopters; the rest is the means. What may be sent on a connection and
 * when is core's to say; here are only the socket, its locks, and the thread that sees to a connection which nobody uses.
 */
@NullMarked
package dev.redisentra.jedis;

import org.jspecify.annotations.NullMarked;
