package dev.redisentra.sample.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;

/**
 * Connects, and once more where the first access key is refused and there is a second: a service that starts while the
 * keys are being regenerated should not have to be restarted for it.
 */
final class FirstConnection {
    /** The source changes keys within its smallest interval, a second. */
    private static final long SECONDS_FOR_THE_OTHER_KEY = 3;

    private FirstConnection() {}

    static RedisOperations connect(Supplier<RedisOperations> attempt, RedisSettings settings, CredentialSource source) {
        CompletableFuture<Void> otherKey = new CompletableFuture<>();
        CredentialSource.Registration listening = source.listen(event -> {
            if (event instanceof AuthEvent.Renewed) {
                otherKey.complete(null);
            }
        });
        try {
            return attempt.get();
        } catch (RuntimeException failure) {
            boolean refused = Diagnosis.of(failure, settings, null).problem() == Diagnosis.Problem.LOGIN;
            if (!refused || !hasAnotherKey(settings) || !isTold(otherKey)) {
                throw failure;
            }
            return attempt.get();
        } finally {
            listening.close();
        }
    }

    private static boolean hasAnotherKey(RedisSettings settings) {
        return settings.secondaryAccessKey().isPresent()
                || settings.secondaryAccessKeyFile().isPresent();
    }

    private static boolean isTold(CompletableFuture<Void> otherKey) {
        try {
            otherKey.orTimeout(SECONDS_FOR_THE_OTHER_KEY, TimeUnit.SECONDS).join();
            return true;
        } catch (CompletionException timeout) {
            return false;
        }
    }
}
