package dev.redisentra.sample.start;

import java.time.Duration;
import java.util.Locale;

import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.sample.redis.RedisOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Does what the recipe does, once, and tells it in the log. */
@Component
class MainJob implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(MainJob.class);

    private final RedisSettings settings;
    private final CredentialSource source;
    private final RedisOperations redis;

    MainJob(RedisSettings settings, CredentialSource source, RedisOperations redis) {
        this.settings = settings;
        this.source = source;
        this.redis = redis;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        AuthStatus status = source.status();
        log.info(
                "{} on {}:{} ({}, {}, TLS) as {} with {}, expires {}",
                redis.client(),
                settings.host(),
                settings.port(),
                lowerCase(settings.topology()),
                lowerCase(settings.protocol()),
                status.principal(),
                status.inUse(),
                status.expiresAt() == null ? "never" : "at " + status.expiresAt());
        redis.set("health", "ok", Duration.ofSeconds(60));
        log.info("SET health ok EX 60 -> OK");
        log.info("GET health -> {}", redis.get("health").orElse("(nil)"));
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
