/**
 * Carries the current credential to every connection of a Jedis client, new or live: by the sockets that its
 * configuration makes.
 *
 * <p>{@link dev.redisentra.jedis.JedisClients} is for adopters; the rest is its implementation. Core decides what may be sent
 * on a connection, and when. Here are only the socket, its locks, and the thread that serves idle connections.
 */
@NullMarked
package dev.redisentra.jedis;

import org.jspecify.annotations.NullMarked;
