package dev.redisentra.core;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Opens credential sources. A service opens one for each cache and identity, hands it to its clients, and closes it
 * after them.
 *
 * <pre>{@code
 * RedisSettings settings = RedisSettings.fromEnvironment();
 * try (CredentialSource source = CredentialSources.open(settings)) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Opening never blocks: the first token is under way when it returns, and {@link CredentialSource#await} waits for
 * it.
 */
public final class CredentialSources {
    private CredentialSources() {}

    /** Opens a source that logs in as the settings say. */
    public static CredentialSource open(RedisSettings settings) {
        return open(settings, RenewalPolicy.AZURE);
    }

    /**
     * Opens a source that logs in as the settings say, with numbers other than Azure's.
     *
     * @throws IllegalArgumentException if one of the numbers cannot work; the message names it
     */
    public static CredentialSource open(RedisSettings settings, RenewalPolicy policy) {
        return open(settings, policy, UnaryOperator.identity());
    }

    /**
     * Opens a source that logs in as the settings say, with a strategy around theirs: one that observes its requests, for
     * example. What it does not change, it passes on.
     *
     * @param around gets the strategy of the settings, and not what is fallen back on
     * @throws IllegalArgumentException if one of the numbers cannot be, naming it
     */
    public static CredentialSource open(
            RedisSettings settings, RenewalPolicy policy, UnaryOperator<AuthStrategy> around) {
        return switch (settings.auth()) {
            case ENTRA -> open(around.apply(EntraStrategy.of(settings)), policy);
            case ACCESS_KEY -> open(around.apply(keysOf(settings)), policy);
            case ENTRA_THEN_ACCESS_KEY -> open(around.apply(EntraStrategy.of(settings)), policy, fallbackOf(settings));
        };
    }

    /** Opens a source on a strategy, such as an {@link EntraStrategy} with an identity of your own. */
    public static CredentialSource open(AuthStrategy strategy) {
        return open(strategy, RenewalPolicy.AZURE);
    }

    /**
     * Opens a source on a strategy, with numbers other than Azure's.
     *
     * @throws IllegalArgumentException if one of the numbers cannot work; the message names it
     */
    public static CredentialSource open(AuthStrategy strategy, RenewalPolicy policy) {
        return open(strategy, policy, null);
    }

    /**
     * Opens a source on a strategy, with something to fall back on while that strategy has no credential.
     *
     * @param policy mostly {@link RenewalPolicy#AZURE}
     * @param fallback null for none
     * @throws IllegalArgumentException if one of the numbers cannot work, or if there is nothing to fall back from; the
     *     message says which
     */
    public static CredentialSource open(AuthStrategy strategy, RenewalPolicy policy, @Nullable Fallback fallback) {
        return RenewingCredentialSource.open(strategy, policy, fallback);
    }

    static Fallback fallbackOf(RedisSettings settings) {
        return new Fallback(keysOf(settings));
    }

    static AccessKeyStrategy keysOf(RedisSettings settings) {
        if (settings.accessKeyFile().isEmpty()
                && settings.secondaryAccessKeyFile().isEmpty()) {
            return new AccessKeyStrategy(
                    settings.accessKey().orElseThrow(),
                    settings.secondaryAccessKey().orElse(null));
        }
        return AccessKeyStrategy.of(
                key(settings.accessKey(), settings.accessKeyFile()).orElseThrow(),
                key(settings.secondaryAccessKey(), settings.secondaryAccessKeyFile())
                        .orElse(null));
    }

    private static Optional<Supplier<Secret>> key(Optional<Secret> fixed, Optional<Path> file) {
        return file.map(AccessKeyStrategy::inFile).or(() -> fixed.map(key -> () -> key));
    }
}
