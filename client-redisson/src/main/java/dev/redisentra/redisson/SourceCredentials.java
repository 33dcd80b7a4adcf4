package dev.redisentra.redisson;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.spi.session.Sessions;
import org.redisson.config.Credentials;
import org.redisson.config.CredentialsResolver;

/**
 * What a connection logs in with. Answers from memory: Redisson would send HELLO before an AUTH that it has to wait for
 * (redisson #7295), and wait for it without end.
 *
 * <p>{@link CredentialsResolver#nextRenewal()} stays as Redisson has it, which is never: an AUTH that is refused there
 * closes the connection, and one that falls into a transaction shifts its replies. The session on the wire does better.
 */
final class SourceCredentials implements CredentialsResolver {
    private final Sessions sessions;

    SourceCredentials(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public CompletionStage<Credentials> resolve(InetSocketAddress address) {
        try {
            RedisCredential credential = sessions.credential();
            return CompletableFuture.completedFuture(
                    new Credentials(credential.username(), credential.password().reveal()));
        } catch (AuthException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
