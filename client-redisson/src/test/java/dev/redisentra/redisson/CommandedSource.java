package dev.redisentra.redisson;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

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

/**
 * A source that renews when it is told to. Its credentials pretend to expire soon, so that AUTHs are spread over a
 * moment; in truth they expire when the identity is told so, however slow the machine is.
 */
final class CommandedSource implements CredentialSource {
    private final ManagedIdentity identity;
    private final List<AuthListener> listeners = new CopyOnWriteArrayList<>();
    private final List<AuthEvent.OfConnection> reports = new CopyOnWriteArrayList<>();
    private volatile IssuedToken token;
    private volatile RedisCredential credential;
    private volatile Duration pretendedLife = Duration.ofSeconds(4);
    private volatile boolean closed;
    private final AtomicReference<Runnable> afterNextRead = new AtomicReference<>(() -> {});

    CommandedSource(ManagedIdentity identity) {
        this.identity = identity;
        token = identity.issue();
        credential = credential(token);
    }

    /** Publishes a new token; gives the old one. */
    IssuedToken renew() {
        IssuedToken old = publish();
        tell();
        return old;
    }

    /** Publishes two new tokens before it tells of them; gives the old ones. */
    List<IssuedToken> renewTwice() {
        List<IssuedToken> old = List.of(publish(), publish());
        tell();
        tell();
        return old;
    }

    private IssuedToken publish() {
        IssuedToken old = token;
        token = identity.issue();
        credential = credential(token);
        return old;
    }

    private void tell() {
        listeners.forEach(listener -> listener.on(new AuthEvent.Renewed(credential, Duration.ZERO, null)));
    }

    /** Holds from the credential of now on. */
    void pretendLifeOf(Duration life) {
        pretendedLife = life;
        credential = credential(token);
    }

    private RedisCredential credential(IssuedToken issued) {
        return new RedisCredential(
                issued.principalId(),
                Secret.of(issued.value()),
                AuthMode.ENTRA,
                Instant.now().plus(pretendedLife));
    }

    /** Runs this when a handshake, or an AUTH, has read the credential and not used it yet. */
    void afterNextRead(Runnable action) {
        afterNextRead.set(action);
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
        RedisCredential read = credential;
        afterNextRead.getAndSet(() -> {}).run();
        return read;
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
