package dev.redisentra.sample.web;

import java.time.Instant;
import java.util.Locale;

import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.sample.redis.RedisOperations;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where Redis is and how the login stands, without a secret. */
@RestController
class AuthController {
    private final CredentialSource source;
    private final RedisOperations redis;
    private final RedisSettings settings;

    AuthController(RedisSettings settings, CredentialSource source, RedisOperations redis) {
        this.settings = settings;
        this.source = source;
        this.redis = redis;
    }

    @GetMapping("/api/auth")
    Auth auth() {
        AuthStatus status = source.status();
        return new Auth(
                redis.client().toString(),
                settings.host(),
                settings.port(),
                settings.topology().name().toLowerCase(Locale.ROOT),
                status.inUse(),
                status.principal(),
                status.state(),
                status.expiresAt(),
                status.nextRenewal(),
                Counters.of(status.counters()),
                status.lastFailure(),
                status.loginRefusal());
    }

    /**
     * The answer; what is not there is left out.
     *
     * @param mode the mode in use
     * @param expiresAt absent where the credential never expires
     */
    record Auth(
            String client,
            String host,
            int port,
            String topology,
            @Nullable CredentialKind mode,
            @Nullable String principal,
            AuthStatus.State state,
            @Nullable Instant expiresAt,
            @Nullable Instant nextRenewal,
            Counters counters,
            @Nullable String lastFailure,
            @Nullable String loginRefusal) {}

    /** As {@link AuthStatus.Counters} has them. */
    record Counters(
            long requests,
            long renewals,
            long failures,
            long reauthentications,
            long reauthenticationFailures,
            long refusedLogins,
            long reauthenticationsStalled,
            long connectionsDied) {
        static Counters of(AuthStatus.Counters counters) {
            return new Counters(
                    counters.requests(),
                    counters.renewals(),
                    counters.failures(),
                    counters.reauthentications(),
                    counters.reauthenticationFailures(),
                    counters.refusedLogins(),
                    counters.reauthenticationsStalled(),
                    counters.connectionsDied());
        }
    }
}
