/**
 * A small service on Redis without a password. What an adopter copies is in {@code redis}: {@link
 * dev.redisentra.sample.redis.RedisConfiguration} and the one file of the client they picked.
 */
@NullMarked
package dev.redisentra.sample;

import org.jspecify.annotations.NullMarked;
