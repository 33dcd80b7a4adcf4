/**
 * The session on the wire in a Netty pipeline, for adapters of clients that are built on Netty: one handler, directly
 * behind Netty's own for TLS, where a connection is nothing but bytes. It passes on what the session passes, and sends and
 * takes out what is the session's own; the rules are core's. Knows no client.
 *
 * <p>Compiled against a Netty 4.2, and limited to what 4.1 has as well.
 */
@NullMarked
package dev.redisentra.netty;

import org.jspecify.annotations.NullMarked;
