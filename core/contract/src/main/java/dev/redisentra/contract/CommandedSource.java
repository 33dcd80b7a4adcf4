package dev.redisentra.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.ManagedIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A source that renews when a test says so, and remembers what it was told. Its credentials claim a life by which
 * adapters time their AUTHs; the tokens in them live until the identity expires them, however slow the machine is.
 * Thread-safe.
 */
public final class CommandedSource implements CredentialSource {
    private final ManagedIdentity identity;
    private final List<AuthListener> listeners = new CopyOnWriteArrayList<>();
    private final List<AuthEvent.OfConnection> reports = new CopyOnWriteArrayList<>();
    private final Deque<Runnable> closings = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Runnable> afterNextRead = new AtomicReference<>();
    private volatile Duration claimedLife;
    private volatile IssuedToken token;
    private volatile @Nullable RedisCredential credential;
    private volatile boolean closed;
    private volatile boolean frozen;

    /** With a first credential. */
    public CommandedSource(ManagedIdentity identity, Duration claimedLife) {
        this.identity = identity;
        this.claimedLife = claimedLife;
        token = identity.issue();
        credential = credential(token);
    }

    /** Publishes a new token, then tells of it; gives the old one. */
    public synchronized IssuedToken renew() {
        IssuedToken old = publish();
        tell();
        return old;
    }

    /** The same, with a token that claims to live this long, as all do from then on. */
    public synchronized IssuedToken renew(Duration life) {
        claimLifeOf(life);
        return renew();
    }

    /** Publishes two new tokens before it tells of them; gives the old ones. */
    public synchronized List<IssuedToken> renewTwice() {
        List<IssuedToken> old = List.of(publish(), publish());
        tell();
        tell();
        return old;
    }

    private IssuedToken publish() {
        IssuedToken old = token;
        token = identity.issue();
        if (!frozen) {
            credential = credential(token);
        }
        return old;
    }

    private void tell() {
        RedisCredential published = credential;
        if (published != null && !frozen) {
            listeners.forEach(listener -> listener.on(new AuthEvent.Renewed(published, Duration.ZERO, null)));
        }
    }

    /** Has no credential until the next renewal, as when one expires without a successor. */
    public void runDry() {
        credential = null;
    }

    /** Keeps every renewal to itself, as a token that is used as a password for ever: to see a suite fail. */
    public void freeze() {
        frozen = true;
    }

    /** Holds from the next renewal on. */
    public void claimLifeOf(Duration life) {
        claimedLife = life;
    }

    private RedisCredential credential(IssuedToken issued) {
        return new RedisCredential(
                issued.principalId(),
                Secret.of(issued.value()),
                CredentialKind.ENTRA,
                Instant.now().plus(claimedLife));
    }

    /** Runs this when a handshake, or an AUTH, has read the credential and not used it yet. */
    public void afterNextRead(Runnable action) {
        afterNextRead.set(action);
    }

    /** Runs this once when the source is closed, the last one first: for what passes its credentials on. */
    public void atClose(Runnable action) {
        closings.push(action);
    }

    /** The token of the current or the last credential. */
    public IssuedToken token() {
        return token;
    }

    /** How many listen. */
    public int listeners() {
        return listeners.size();
    }

    /** What adapters reported of their connections. */
    public List<AuthEvent.OfConnection> reports() {
        return List.copyOf(reports);
    }

    /** How many re-authentications were reported. */
    public long reauthenticated() {
        return reports.stream()
                .filter(AuthEvent.Reauthenticated.class::isInstance)
                .count();
    }

    /** Why re-authentications failed. */
    public List<Throwable> refusals() {
        return reports.stream()
                .filter(AuthEvent.ReauthenticationFailed.class::isInstance)
                .map(event -> ((AuthEvent.ReauthenticationFailed) event).cause())
                .toList();
    }

    @Override
    public RedisCredential current() {
        RedisCredential read = credential;
        if (closed) {
            throw new AuthException(AuthException.Kind.CLOSED, "The source is closed.", "Close it last.", null);
        }
        if (read == null) {
            throw new AuthException(AuthException.Kind.TIMED_OUT, "Nothing came.", "Renew it.", null);
        }
        Runnable action = afterNextRead.getAndSet(null);
        if (action != null) {
            action.run();
        }
        return read;
    }

    @Override
    public RedisCredential await(Duration deadline) {
        return current();
    }

    @Override
    public CompletionStage<RedisCredential> ready() {
        return CompletableFuture.completedStage(current());
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
        throw new UnsupportedOperationException("A commanded source has no engine to tell of.");
    }

    @Override
    public void close() {
        closed = true;
        for (Runnable action = closings.poll(); action != null; action = closings.poll()) {
            action.run();
        }
    }
}
