/**
 * What a login is made of: the credential, the source that keeps it current, the strategies that obtain it, and the
 * events that tell what became of it.
 *
 * <p>Here live the types that adapters and applications meet. How renewal is timed lives behind the door in {@code core}, how
 * Microsoft Entra is asked in {@code entra}; neither is known here.
 */
@NullMarked
package dev.redisentra.core.auth;

import org.jspecify.annotations.NullMarked;
