/**
 * redis-entra's core: keeps the credential of an Azure Redis current. The way in is {@link
 * dev.redisentra.core.CredentialSources}; the adapters for Lettuce, Jedis and Redisson build on what it opens.
 */
@NullMarked
package dev.redisentra.core;

import org.jspecify.annotations.NullMarked;
