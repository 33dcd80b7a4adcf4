/**
 * Carries the current credential of a {@link dev.redisentra.core.auth.CredentialSource} to every connection of Lettuce.
 *
 * <p>{@link dev.redisentra.lettuce.LettuceClients} is the way in. Behind it, a provider answers the handshake from
 * memory, and a handler in each connection's pipeline sends the AUTHs that follow. Two more make way for them: one cuts
 * commands that block into stretches, one lets subscribers in RESP2 leave and come back. They are installed through
 * Lettuce's own hook for that, the client resources' {@link io.lettuce.core.resource.NettyCustomizer}. When tokens are asked for is
 * core's business and not known here.
 */
@NullMarked
package dev.redisentra.lettuce;

import org.jspecify.annotations.NullMarked;
