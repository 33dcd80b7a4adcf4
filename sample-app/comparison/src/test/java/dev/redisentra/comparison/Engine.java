package dev.redisentra.comparison;

import java.time.Duration;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;

/** A source on the real azure-identity and a local managed identity. */
final class Engine {
    private Engine() {}

    /** azure-identity caches tokens that live longer than 5 minutes. */
    static LocalAzure azure() {
        LocalAzure azure =
                LocalAzure.builder().tokenLifetime(Duration.ofHours(1)).start();
        azure.identity().requireReachableFromThisJvm();
        return azure;
    }

    static CredentialSource source(LocalAzure azure) {
        return CredentialSources.open(RedisSettings.fromEnvironment(azure.environment()));
    }
}
