package dev.redisentra.jedis;

import java.time.Instant;

import dev.redisentra.core.auth.RedisCredential;

/**
 * One renewal of the source, as a client heard of it.
 *
 * @param number counts from 1
 * @param credential what connections should carry since then
 * @param at when it was heard of
 */
record Renewal(long number, RedisCredential credential, Instant at) {}
