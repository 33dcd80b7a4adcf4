package dev.redisentra.comparison.work;

import java.time.Duration;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ManagedIdentityCredential;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import dev.redisentra.core.config.RedisSettings;
import reactor.core.publisher.Mono;

/**
 * azure-identity's managed identity, from which every contender that renews has its tokens, and the moments at which it
 * was asked. Thread-safe.
 */
final class Identity implements TokenCredential {
    private static final long NEVER = Long.MIN_VALUE;

    /** The latest renewal: from the request until its AUTHs are through; open-ended while the request is under way. */
    private record Window(long from, long to) {}

    private final ManagedIdentityCredential delegate;
    private final Duration settling;
    private volatile Window window = new Window(NEVER, NEVER);
    private volatile long lastArrival;
    private volatile int tokens;

    /** @param settling how long after a token's arrival its renewal counts as going on */
    Identity(RedisSettings settings, Duration settling) {
        this.delegate = new ManagedIdentityCredentialBuilder()
                .clientId(settings.clientId().orElseThrow())
                .build();
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
            AccessToken token = delegate.getTokenSync(request);
            tokens++;
            lastArrival = System.currentTimeMillis();
            return token;
        } finally {
            window = new Window(asked, System.nanoTime() + settling.toNanos());
        }
    }

    /** As if a token had arrived: work with a password that is not renewed is parted as that of those that renew. */
    synchronized void asIfRenewed() {
        long now = System.nanoTime();
        window = new Window(now, now + settling.toNanos());
    }

    /** Whether a renewal was going on then. */
    boolean renewingAt(long nanoTime) {
        Window latest = window;
        return latest.from != NEVER && nanoTime >= latest.from && nanoTime <= latest.to;
    }

    /** Tokens received, the first included. */
    int tokens() {
        return tokens;
    }

    /** When the latest arrived, by the wall clock. */
    long lastArrivalMillis() {
        return lastArrival;
    }
}
