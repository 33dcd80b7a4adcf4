package dev.redisentra.comparison.work;

import java.time.Duration;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ManagedIdentityCredential;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import reactor.core.publisher.Mono;

/** azure-identity's managed identity, which knows when a renewal is going on. Thread-safe. */
final class Identity implements TokenCredential {
    /** The latest renewal: from the request until its AUTHs are through; open-ended while the request is under way. */
    private record Window(long from, long to) {}

    private final ManagedIdentityCredential delegate;
    private final Duration settling;
    private volatile Window window = new Window(Long.MAX_VALUE, Long.MAX_VALUE);

    /** @param settling how long after a token's arrival its renewal counts as going on */
    Identity(String clientId, Duration settling) {
        this.delegate =
                new ManagedIdentityCredentialBuilder().clientId(clientId).build();
        this.settling = settling;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return Mono.fromSupplier(() -> getTokenSync(request));
    }

    @Override
    public synchronized AccessToken getTokenSync(TokenRequestContext request) {
        long asked = System.nanoTime();
        window = new Window(asked, Long.MAX_VALUE);
        try {
            return delegate.getTokenSync(request);
        } finally {
            window = new Window(asked, System.nanoTime() + settling.toNanos());
        }
    }

    /** As if a token had arrived: work with a password that is not renewed is divided as that of those that renew. */
    void asIfRenewed() {
        long now = System.nanoTime();
        window = new Window(now, now + settling.toNanos());
    }

    boolean renewingAt(long nanoTime) {
        Window latest = window;
        return nanoTime >= latest.from && nanoTime <= latest.to;
    }
}
