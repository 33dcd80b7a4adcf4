package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** What sessions under test get their credentials from: has what a test publishes, and hands on what is reported. */
final class LineSource implements CredentialSource {
    private final Consumer<AuthEvent.OfConnection> reports;
    private final List<AuthListener> listeners = new ArrayList<>();
    private @Nullable RedisCredential current;

    LineSource(Consumer<AuthEvent.OfConnection> reports) {
        this.reports = reports;
    }

    void publish(RedisCredential next) {
        current = next;
        List.copyOf(listeners).forEach(listener -> listener.on(new AuthEvent.Renewed(next, Duration.ZERO, null)));
    }

    void runDry() {
        current = null;
    }

    /** What is published; null where the source has run dry. */
    @Nullable
    RedisCredential published() {
        return current;
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    @Override
    public RedisCredential current() {
        if (current == null) {
            throw new AuthException(AuthException.Kind.TIMED_OUT, "Nothing came.", "Renew it.", null);
        }
        return current;
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
        reports.accept(event);
    }

    @Override
    public AuthStatus status() {
        throw new UnsupportedOperationException("nothing to tell of");
    }

    @Override
    public void close() {}
}
