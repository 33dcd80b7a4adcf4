package dev.redisentra.spring;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.redisson.RedissonClients;
import org.jspecify.annotations.Nullable;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.CredentialsResolver;
import org.redisson.config.Protocol;
import org.springframework.util.ClassUtils;

/**
 * The configuration that Redisson's starter makes, logged in by a source. Waits for the first credential. Last of the
 * customizers: an application that brings credentials of its own is left alone.
 */
final class RedissonLogin {
    /** Since Redisson 4; before it, each kind of servers has its own. */
    private static final boolean FOR_ALL_SERVERS = ClassUtils.hasMethod(Config.class, "getCredentialsResolver");

    private final CredentialSource source;
    private final SpringProtocol protocol;

    RedissonLogin(CredentialSource source, SpringProtocol protocol) {
        this.source = source;
        this.protocol = protocol;
    }

    void customize(Config config) {
        switch (protocol) {
            case UNSET -> {}
            case RESP2 -> config.setProtocol(Protocol.RESP2);
            case RESP3 -> config.setProtocol(Protocol.RESP3);
        }
        if (!hasCredentials(config)) {
            RedissonClients.authenticate(config, source);
        }
    }

    private static boolean hasCredentials(Config config) {
        return (FOR_ALL_SERVERS && isTheirs(config.getCredentialsResolver()))
                || (config.isSingleConfig() && hasCredentials(config.useSingleServer()))
                || (config.isClusterConfig() && hasCredentials(config.useClusterServers()));
    }

    @SuppressWarnings("deprecation") // The later ones heed it still.
    private static boolean hasCredentials(BaseConfig<?> servers) {
        return isTheirs(servers.getCredentialsResolver());
    }

    /** Redisson has one by itself, for the user name and password of a configuration. */
    private static boolean isTheirs(@Nullable CredentialsResolver resolver) {
        return resolver != null && !resolver.getClass().getName().startsWith("org.redisson.");
    }
}
