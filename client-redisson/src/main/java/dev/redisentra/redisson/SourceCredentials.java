package dev.redisentra.redisson;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import org.redisson.config.Credentials;
import org.redisson.config.CredentialsResolver;

/**
 * What a connection logs in with. Answers from memory: Redisson would send HELLO before an AUTH that it has to wait for
 * (redisson #7295), and wait for it without end.
 *
 * <p>{@link CredentialsResolver#nextRenewal()} stays as Redisson has it, which is never: an AUTH that is refused there
 * closes the connection, and one that falls into a transaction shifts its replies. {@link ReauthenticatingHandler} does
 * better.
 */
final class SourceCredentials implements CredentialsResolver {
    private final CredentialSource source;

    SourceCredentials(CredentialSource source) {
        this.source = source;
    }

    @Override
    public CompletionStage<Credentials> resolve(InetSocketAddress address) {
        try {
            RedisCredential credential = source.current();
            return CompletableFuture.completedFuture(
                    new Credentials(credential.username(), credential.password().reveal()));
        } catch (AuthException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
