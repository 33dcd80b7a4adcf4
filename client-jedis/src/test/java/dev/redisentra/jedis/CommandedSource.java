package dev.redisentra.jedis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.ManagedIdentity;

/** A source that renews when it is told to. */
final class CommandedSource implements CredentialSource {
    /**
     * What credentials claim of themselves: AUTHs are spread over a tenth of it. The tokens live for an hour, or until a
     * test expires them, so that no machine is too slow.
     */
    static final Duration CLAIMED_LIFE = Duration.ofSeconds(10);

    private final ManagedIdentity identity;
    private final List<AuthListener> listeners = new CopyOnWriteArrayList<>();
    private final List<AuthEvent.OfConnection> reports = new CopyOnWriteArrayList<>();
    private volatile IssuedToken token;
    private volatile RedisCredential credential;
    private volatile boolean closed;

    CommandedSource(ManagedIdentity identity) {
        this.identity = identity;
        token = identity.issue();
        credential = credential(token);
    }

    /** Publishes a new token; gives the old one. */
    IssuedToken renew() {
        IssuedToken old = token;
        token = identity.issue();
        credential = credential(token);
        listeners.forEach(listener -> listener.on(new AuthEvent.Renewed(credential, Duration.ZERO, null)));
        return old;
    }

    private static RedisCredential credential(IssuedToken token) {
        return new RedisCredential(
                token.principalId(),
                Secret.of(token.value()),
                AuthMode.ENTRA,
                Instant.now().plus(CLAIMED_LIFE));
    }

    int listeners() {
        return listeners.size();
    }

    long reauthenticated() {
        return reports.stream()
                .filter(AuthEvent.Reauthenticated.class::isInstance)
                .count();
    }

    List<Throwable> refusals() {
        return reports.stream()
                .filter(AuthEvent.ReauthenticationFailed.class::isInstance)
                .map(event -> ((AuthEvent.ReauthenticationFailed) event).cause())
                .toList();
    }

    @Override
    public RedisCredential current() {
        if (closed) {
            throw new AuthException(AuthException.Kind.CLOSED, "The source is closed.", "Close it last.", null);
        }
        return credential;
    }

    @Override
    public RedisCredential await(Duration deadline) {
        return current();
    }

    @Override
    public Registration listen(AuthListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void report(AuthEvent.OfConnection event) {
        reports.add(event);
    }

    @Override
    public AuthStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        closed = true;
    }
}
