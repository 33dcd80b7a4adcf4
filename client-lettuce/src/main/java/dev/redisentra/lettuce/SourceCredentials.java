package dev.redisentra.lettuce;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.spi.session.Sessions;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import reactor.core.publisher.Mono;

/**
 * Answers a handshake with the source's current credential. From memory, because Lettuce asks on the event loop.
 *
 * <p>It does not stream: the session on the connection does what a stream is for, and Lettuce leaves it alone then. The
 * only class that knows a Reactor type, because Lettuce's next minor release is to have an interface without.
 */
record SourceCredentials(CredentialSource source, Sessions sessions)
        implements RedisCredentialsProvider.ImmediateRedisCredentialsProvider {
    @Override
    public RedisCredentials resolveCredentialsNow() {
        return inLettucesTerms(sessions.credential());
    }

    /** Lettuce asks this way when it prints a URI, passwords masked: that must not fail where there is no credential. */
    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        return Mono.fromSupplier(() -> inLettucesTerms(source.current())).onErrorComplete(AuthException.class);
    }

    private static RedisCredentials inLettucesTerms(RedisCredential credential) {
        return RedisCredentials.just(
                credential.username(), credential.password().reveal());
    }
}
