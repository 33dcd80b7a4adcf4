package dev.redisentra.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;

/** Someone who waits for a credential, and holds no thread meanwhile. */
final class Ready implements AuthListener {
    private final CredentialSource source;
    private final Predicate<AuthException> isFinal;
    private final Executor dependents;
    private final CompletableFuture<RedisCredential> result = new CompletableFuture<>();

    private Ready(CredentialSource source, Predicate<AuthException> isFinal, Executor dependents) {
        this.source = source;
        this.isFinal = isFinal;
        this.dependents = dependents;
    }

    /**
     * Waits for a source's credential, or for why there will be none.
     *
     * @param isFinal which failures nobody is to wait out
     * @param dependents runs what depends on the outcome: on the thread where it happens that would hold up the renewal
     */
    static CompletionStage<RedisCredential> on(
            CredentialSource source, Predicate<AuthException> isFinal, Executor dependents) {
        Ready ready = new Ready(source, isFinal, dependents);
        CredentialSource.Registration listening = source.listenDirectly(ready);
        var unused = ready.result.whenComplete((credential, failure) -> listening.close());
        ready.look();
        return ready.result;
    }

    @Override
    public void on(AuthEvent event) {
        if (!(event instanceof AuthEvent.OfConnection)) {
            look();
        }
    }

    private void look() {
        try {
            RedisCredential credential = source.current();
            dependents.execute(() -> result.complete(credential));
        } catch (AuthException none) {
            if (none.kind() == AuthException.Kind.CLOSED || isFinal.test(none)) {
                dependents.execute(() -> result.completeExceptionally(none));
            }
        }
    }
}
