package dev.redisentra.core.renewal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/**
 * For adapters: which credential a connection carries, and which it is to carry next, and when. It neither sends nor
 * waits: that is for whoever owns the connection, who tells what came of it. Not thread-safe.
 */
public final class CarriedCredential {
    private final String client;
    private final CredentialSource source;
    private final InstantSource clock;
    /** What the server logged the connection in with, or something older: never something newer. */
    private @Nullable RedisCredential carried;

    /** @param client its name in events */
    public CarriedCredential(String client, CredentialSource source, InstantSource clock) {
        this.client = client;
        this.source = source;
        this.clock = clock;
    }

    /** The handshake begins, and asks the source by itself. */
    public void logsIn() {
        carried = newest();
    }

    /** The handshake begins with this one, or begins anew. */
    public void logsInWith(RedisCredential credential) {
        carried = credential;
    }

    /** The handshake was refused (WRONGPASS). The source may know another credential, such as the other access key. */
    public void loginRefused(Throwable cause) {
        if (carried != null) {
            source.report(new AuthEvent.LoginRefused(client, carried, cause));
        }
    }

    /** What to send in an AUTH now; null where it carries the newest one already, or the source has none. */
    public @Nullable RedisCredential due() {
        RedisCredential newest = newest();
        return newest == null || newest.equals(carried) ? null : newest;
    }

    /** Null where the source has none to give; it tells of the renewal that ends this. */
    public @Nullable RedisCredential newest() {
        try {
            return source.current();
        } catch (AuthException e) {
            return null;
        }
    }

    /** The server has taken the AUTH. */
    public void accepted(RedisCredential credential) {
        carried = credential;
        source.report(new AuthEvent.Reauthenticated(client));
    }

    /**
     * The server has not taken the AUTH, or it could not be sent. The connection lives on with what it carries.
     *
     * @return after how long to try again; null for not before the next renewal, as the server is about to close it
     */
    public @Nullable Duration refused(Throwable cause) {
        source.report(new AuthEvent.ReauthenticationFailed(client, cause));
        Duration left = left();
        return left.isZero() ? null : ReauthenticationTiming.retry(left, chance());
    }

    /** How long after a renewal to send the AUTH. */
    public Duration spread() {
        return ReauthenticationTiming.spread(left(), chance());
    }

    /** For how long a command may block at a stretch. */
    public Duration stretch() {
        return ReauthenticationTiming.stretch(left());
    }

    private Duration left() {
        return ReauthenticationTiming.left(carried, clock.instant());
    }

    private static double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
