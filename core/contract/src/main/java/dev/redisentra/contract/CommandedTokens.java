package dev.redisentra.contract;

import java.time.Instant;
import java.util.Map;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;
import redis.clients.authentication.core.IdentityProvider;
import redis.clients.authentication.core.SimpleToken;
import redis.clients.authentication.core.Token;
import redis.clients.authentication.core.TokenAuthConfig;

/**
 * The tokens of a {@link CommandedSource} for redis-authx, on which the clients' own support stands. Each is handed out
 * once, as soon as it is there, and its manager is set to ask for the next at once: it renews when it is told to, so that
 * what is found out is about the client, and not about when a token manager asks. Ends with the source.
 */
public final class CommandedTokens implements IdentityProvider {
    private @Nullable RedisCredential next;
    private @Nullable Token last;
    private boolean closed;

    private CommandedTokens(CommandedSource source) {
        next = source.current();
        var unused = source.listen(event -> {
            if (event instanceof AuthEvent.Renewed renewed) {
                publish(renewed.credential());
            }
        });
        source.atClose(this::close);
    }

    /** All that redis-authx asks for: how it is fed, and that it neither waits nor gives up. */
    public static TokenAuthConfig config(CommandedSource source) {
        CommandedTokens tokens = new CommandedTokens(source);
        return TokenAuthConfig.builder()
                .identityProviderConfig(() -> tokens)
                .expirationRefreshRatio(0)
                .lowerRefreshBoundMillis(0)
                .tokenRequestExecTimeoutInMs(Integer.MAX_VALUE)
                .maxAttemptsToRetry(Integer.MAX_VALUE)
                .delayInMsToRetry(1)
                .build();
    }

    private synchronized void publish(RedisCredential credential) {
        next = credential;
        notifyAll();
    }

    private synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public synchronized Token requestToken() {
        try {
            while (next == null && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody asks any more", e);
        }
        RedisCredential credential = next;
        next = null;
        Token token = credential == null ? last : token(credential);
        if (token == null) {
            throw new IllegalStateException("closed before the first token");
        }
        last = token;
        return token;
    }

    private static Token token(RedisCredential credential) {
        Instant expires = credential.expiresAt();
        return new SimpleToken(
                credential.username(),
                credential.password().reveal(),
                expires == null ? Long.MAX_VALUE : expires.toEpochMilli(),
                System.currentTimeMillis(),
                Map.of());
    }
}
