package dev.redisentra.redisson;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import dev.redisentra.core.spi.tls.PrivateCa;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.CredentialsResolver;
import org.redisson.config.SslProvider;
import org.redisson.config.SslVerificationMode;

/**
 * Where a configuration has what concerns TLS and the login: since Redisson 4 for all servers, and before it for each kind
 * of them, where the later versions heed it still.
 */
final class Placement {
    private static final boolean FOR_ALL_SERVERS = Arrays.stream(Config.class.getMethods())
            .anyMatch(method -> method.getName().equals("setCredentialsResolver"));

    private Placement() {}

    /** TLS by the JDK, for servers whose name is verified. Gives the servers. */
    @SuppressWarnings("deprecation")
    static <T extends BaseConfig<T>> T verifyServers(Config config, T servers, Optional<Path> ca) {
        if (FOR_ALL_SERVERS) {
            config.setSslProvider(SslProvider.JDK).setSslVerificationMode(SslVerificationMode.STRICT);
            ca.ifPresent(file -> config.setSslTrustManagerFactory(PrivateCa.trustManagers(file)));
        } else {
            servers.setSslProvider(SslProvider.JDK).setSslVerificationMode(SslVerificationMode.STRICT);
            ca.ifPresent(file -> servers.setSslTrustManagerFactory(PrivateCa.trustManagers(file)));
        }
        return servers;
    }

    @SuppressWarnings("deprecation")
    static void resolveCredentials(Config config, BaseConfig<?> servers, CredentialsResolver resolver) {
        if (FOR_ALL_SERVERS) {
            config.setCredentialsResolver(resolver);
        } else {
            servers.setCredentialsResolver(resolver);
        }
    }

    /** How far servers are verified: where both places say something, the less. */
    @SuppressWarnings("deprecation")
    static SslVerificationMode verification(Config config, BaseConfig<?> servers) {
        return FOR_ALL_SERVERS && config.getSslVerificationMode() != SslVerificationMode.STRICT
                ? config.getSslVerificationMode()
                : servers.getSslVerificationMode();
    }
}
