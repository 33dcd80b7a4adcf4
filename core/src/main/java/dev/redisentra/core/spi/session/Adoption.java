package dev.redisentra.core.spi.session;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether the connections that log in with a source's credential have a session. Where none has had one by the first
 * renewal, that is reported once: the login was set up, and what keeps the connection logged in was not. Thread-safe;
 * there is nothing to close.
 */
public final class Adoption {
    private static final Map<CredentialSource, Adoption> OF_SOURCES = Collections.synchronizedMap(new WeakHashMap<>());

    // Guarded by this.
    private boolean waiting;
    private boolean settled;
    private CredentialSource.@Nullable Registration listening;

    /** Of one configuration, which brings both the login and the sessions. */
    Adoption() {}

    /** The one of all who use this source: for an adapter whose users set up login and sessions by separate calls. */
    public static Adoption of(CredentialSource source) {
        return OF_SOURCES.computeIfAbsent(source, its -> new Adoption());
    }

    /** A connection has a session, or what there was to tell was told. */
    void settle() {
        CredentialSource.Registration ended;
        synchronized (this) {
            settled = true;
            ended = listening;
            listening = null;
        }
        if (ended != null) {
            ended.close();
        }
    }

    /** A connection logs in. Whether it has a session is clear by the next renewal. */
    void loggingIn(CredentialSource source, String client) {
        synchronized (this) {
            if (waiting || settled) {
                return;
            }
            waiting = true;
        }
        CredentialSource.Registration registration = source.listenDirectly(event -> on(event, source, client));
        synchronized (this) {
            if (!settled) {
                listening = registration;
                return;
            }
        }
        registration.close();
    }

    private void on(AuthEvent event, CredentialSource source, String client) {
        boolean renewed = event instanceof AuthEvent.Renewed;
        if (renewed && !isSettled()) {
            settle();
            source.report(new AuthEvent.ReauthenticationStalled(
                    client,
                    "its connections have no session: what authenticate(..) had set up was replaced later, or is missing;"
                            + " call it last, and for all that it is there for"));
        } else if (event instanceof AuthEvent.Closed) {
            settle();
        }
    }

    private synchronized boolean isSettled() {
        return settled;
    }
}
