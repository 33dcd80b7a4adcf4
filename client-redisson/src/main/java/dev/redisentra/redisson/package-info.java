/**
 * Carries the current credential to every connection of a Redisson client, new or live.
 *
 * <p>{@link dev.redisentra.redisson.RedissonClients} is for adopters; the rest is the means: a resolver answers the
 * handshake from memory, and each connection gets a session on the wire, through Redisson's own {@link
 * org.redisson.client.NettyHook}. Obtaining and renewing credentials, and what may be sent when, is core's job.
 */
@NullMarked
package dev.redisentra.redisson;

import org.jspecify.annotations.NullMarked;
