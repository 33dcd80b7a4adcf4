/**
 * The session on the wire: what an AUTH may do on a RESP connection between two commands of a client that knows nothing
 * of it. Here are the framers of commands and replies, the account of which command each reply belongs to, and the
 * rules: when an AUTH may go out, which commands block and go out in slices, what a subscriber in RESP2 does for an
 * AUTH, when a connection is dead.
 *
 * <p>Nothing in here reads or writes: an adapter hands over the bytes that pass, by {@link
 * dev.redisentra.core.spi.session.Session}, and does what {@link dev.redisentra.core.spi.session.Wire} asks for. It
 * knows no client, no socket and no thread.
 *
 * <p>Its parts: {@code CommandReader} passes on what the client sends, and {@code CommandRules} has what each command
 * means; {@code ReplyReader} passes on what the server sends, and {@code Replies} has what each reply settles. {@code
 * OwnCommands} sends AUTH and PING, {@code Handshake} knows who is logged in, {@code Slices} sends what blocks. What
 * they share is in {@code Connection}.
 */
@NullMarked
package dev.redisentra.core.spi.session;

import org.jspecify.annotations.NullMarked;
