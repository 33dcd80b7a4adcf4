package dev.redisentra.core.entra;

import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import org.jspecify.annotations.Nullable;

/**
 * An identity that is made when it is first asked. azure-identity takes a fifth of a second for it in a JVM that has just
 * started. That is time of the thread of a request, and not of the thread that starts the application. Thread-safe.
 */
final class LaterIdentity implements Supplier<TokenCredential> {
    private final Supplier<TokenCredential> maker;
    private @Nullable TokenCredential made;

    LaterIdentity(Supplier<TokenCredential> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized TokenCredential get() {
        TokenCredential identity = made == null ? maker.get() : made;
        made = identity;
        return identity;
    }
}
