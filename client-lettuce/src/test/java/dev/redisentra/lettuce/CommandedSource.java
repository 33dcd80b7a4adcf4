package dev.redisentra.lettuce;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import org.jspecify.annotations.Nullable;

/** A source that renews when a test says so, and remembers what it was told. */
final class CommandedSource implements CredentialSource {
    private final LocalAzure azure;
    private final List<AuthListener> listeners = new CopyOnWriteArrayList<>();
    private final List<AuthEvent.OfConnection> heard = new CopyOnWriteArrayList<>();

    private volatile @Nullable RedisCredential current;
    private final AtomicInteger askedUntilRenewal = new AtomicInteger();
    private volatile Duration lifeThen = Duration.ZERO;
    private volatile @Nullable IssuedToken token;

    CommandedSource(LocalAzure azure) {
        this.azure = azure;
    }

    /** Publishes a new token that claims to live this long: the claim alone decides how AUTHs are timed. */
    void renew(Duration claimedLife) {
        IssuedToken next = azure.identity().issue();
        RedisCredential credential = new RedisCredential(
                next.principalId(),
                Secret.of(next.value()),
                AuthMode.ENTRA,
                Instant.now().plus(claimedLife));
        token = next;
        current = credential;
        AuthEvent.Renewed event = new AuthEvent.Renewed(credential, Duration.ZERO, null);
        listeners.forEach(listener -> listener.on(event));
    }

    /** Renews at that time of asking, counted from the first listener on, too late for the one who asks. */
    void renewWhenAsked(int times, Duration claimedLife) {
        lifeThen = claimedLife;
        askedUntilRenewal.set(times);
    }

    /** As when a credential expires without a successor. */
    void runDry() {
        current = null;
    }

    /** The token of the current or last credential. */
    IssuedToken token() {
        IssuedToken last = token;
        if (last == null) {
            throw new IllegalStateException("not renewed yet");
        }
        return last;
    }

    int listeners() {
        return listeners.size();
    }

    long reauthenticated() {
        return count(AuthEvent.Reauthenticated.class);
    }

    long refused() {
        return count(AuthEvent.ReauthenticationFailed.class);
    }

    List<AuthEvent.OfConnection> heard() {
        return List.copyOf(heard);
    }

    private long count(Class<?> kind) {
        return heard.stream().filter(kind::isInstance).count();
    }

    @Override
    public RedisCredential current() {
        RedisCredential credential = current;
        if (!listeners.isEmpty() && askedUntilRenewal.getAndDecrement() == 1) {
            renew(lifeThen);
        }
        if (credential == null) {
            throw new AuthException(AuthException.Kind.TIMED_OUT, "Nothing came.", "Renew it.", null);
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
        heard.add(event);
    }

    @Override
    public AuthStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        current = null;
    }
}
