/**
 * Carries the current credential of a {@link dev.redisentra.core.auth.CredentialSource} to every connection of Lettuce.
 *
 * <p>{@link dev.redisentra.lettuce.LettuceClients} is the way in. Behind it, a provider answers the handshake from
 * memory, and each TLS connection gets a session on the wire, which sends the AUTHs that follow. Both through Lettuce's own
 * doors: the credentials provider of a URI, and the client resources' {@link
 * io.lettuce.core.resource.NettyCustomizer}. When tokens are asked for, and what may be sent when, is core's business.
 */
@NullMarked
package dev.redisentra.lettuce;

import org.jspecify.annotations.NullMarked;
