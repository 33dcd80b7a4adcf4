package dev.redisentra.comparison.work;

import java.time.Duration;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ManagedIdentityCredential;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** azure-identity's managed identity, which knows when a renewal is going on. Thread-safe. */
final class Identity implements TokenCredential {
    /** The latest renewal: from the request until its AUTHs are through; open-ended while the request is under way. */
    private record Window(long from, long to) {}

    private final ManagedIdentityCredential delegate = new ManagedIdentityCredentialBuilder()
            .clientId(System.getenv("AZURE_CLIENT_ID"))
            .build();
    private final long interval;
    private final long settling;
    private volatile @Nullable Window window;

    /**
     * @param interval from one renewal to the next
     * @param settling how long after a token's arrival its renewal counts as going on
     */
    Identity(Duration interval, Duration settling) {
        this.interval = interval.toNanos();
        this.settling = settling.toNanos();
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
            window = new Window(asked, System.nanoTime() + settling);
        }
    }

    /** Where no token is ever asked for, as if there had been: the work of all contenders is divided in the same way. */
    Moment at(long nanoTime) {
        Window latest = window;
        return latest == null
                ? new Moment(Math.floorDiv(nanoTime, interval), Math.floorMod(nanoTime, interval) < settling)
                : new Moment(latest.from, nanoTime >= latest.from && nanoTime <= latest.to);
    }

    /** In a renewal, or between it and the next. */
    record Moment(long renewal, boolean during) {}
}
