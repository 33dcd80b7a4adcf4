/**
 * Carries the current credential to every connection of a Redisson client, new and live ones alike.
 *
 * <p>{@link dev.redisentra.redisson.RedissonClients} is for adopters; the rest is the means. Obtaining and renewing
 * credentials is core's job, commands are Redisson's own.
 */
@NullMarked
package dev.redisentra.redisson;

import org.jspecify.annotations.NullMarked;
