/**
 * For adapters: commands that block on the server, cut into stretches so that an AUTH can go out in between. What a
 * stretch may last is a matter of {@link dev.redisentra.core.renewal.ReauthenticationTiming}; how commands are sent and
 * answered is the adapter's.
 */
@NullMarked
package dev.redisentra.core.blocking;

import org.jspecify.annotations.NullMarked;
