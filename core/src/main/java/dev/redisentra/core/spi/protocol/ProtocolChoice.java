package dev.redisentra.core.spi.protocol;

import java.io.IOException;
import java.util.Optional;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol of a client that is about to be made. Where the settings leave it open, one connection asks the server what
 * it takes, and is closed again: the client's own attempts would tell a refused HELLO as a wrong login. Keeps nothing.
 * Thread-safe.
 */
public final class ProtocolChoice {
    /** When a client logs in. */
    public enum Login {
        /** By HELLO, as Lettuce and Jedis do in RESP3. */
        IN_HELLO,
        /** By AUTH, and HELLO comes behind it, as with Redisson. */
        BEFORE_HELLO
    }

    private static final Logger LOG = LoggerFactory.getLogger(ProtocolChoice.class);

    private ProtocolChoice() {}

    /**
     * What the settings say, or what the server takes: RESP3, if it does. That a server takes RESP2 alone is told by one
     * line in the log.
     *
     * @return empty if the server could not be asked or has refused the login altogether: its client will find out why
     * @throws AuthException if there is no credential in the time that the source leaves, with the reason
     * @throws IllegalArgumentException if the settings' CA cannot be read
     */
    public static Optional<Protocol> of(RedisSettings settings, CredentialSource source, Login login) {
        return of(settings, source, login, LOG);
    }

    static Optional<Protocol> of(RedisSettings settings, CredentialSource source, Login login, Logger log) {
        if (!settings.isProtocolOpen()) {
            return Optional.of(settings.protocol());
        }
        RedisCredential credential = source.await();
        try (Probe probe = Probe.connect(settings)) {
            Finding finding = login == Login.IN_HELLO ? probe.logInByHello(credential) : probe.logInByAuth(credential);
            finding.says()
                    .ifPresent(says -> log.info(
                            "{}:{} {}. This client speaks RESP2; REDIS_PROTOCOL=resp2 spares it the question.",
                            settings.host(),
                            settings.port(),
                            says));
            return finding.protocol();
        } catch (IOException e) {
            log.debug("{}:{} could not be asked for its protocol: {}", settings.host(), settings.port(), e.toString());
            return Optional.empty();
        }
    }
}
