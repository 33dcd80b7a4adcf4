package dev.redisentra.redisson;

import java.time.Duration;
import java.util.List;

import org.redisson.config.BaseConfig;
import org.redisson.config.ClusterServersConfig;
import org.redisson.config.Config;
import org.redisson.config.SingleServerConfig;
import org.redisson.config.SslVerificationMode;
import org.redisson.misc.RedisURI;

/** What a configuration must not bring along if the source's credential is to be used, and used safely. */
final class ConfigRules {
    private ConfigRules() {}

    /**
     * Names the first fault, without a secret.
     *
     * @return how long the client waits for the answer to a command
     */
    static Duration check(Config config) {
        if (config.isSingleConfig()) {
            SingleServerConfig server = config.useSingleServer();
            return check(config, server, server.getAddress() == null ? List.of() : List.of(server.getAddress()));
        } else if (config.isClusterConfig()) {
            ClusterServersConfig servers = config.useClusterServers();
            return check(config, servers, servers.getNodeAddresses());
        } else {
            throw new IllegalArgumentException(
                    "The configuration is for neither a single server nor a cluster, which is"
                            + " what Azure has: call useSingleServer() or useClusterServers() first.");
        }
    }

    private static Duration check(Config config, BaseConfig<?> servers, List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("The configuration has no node address: set it first.");
        }
        for (String address : addresses) {
            RedisURI uri = new RedisURI(address);
            if (uri.getUsername() != null || uri.getPassword() != null) {
                throw new IllegalArgumentException(
                        "The address of %s:%d brings a user name or a password, which Redisson prefers to the source's: take it out of the address."
                                .formatted(uri.getHost(), uri.getPort()));
            }
            if (!uri.isSsl()) {
                throw new IllegalArgumentException(
                        "%s:%d is to be reached without TLS. A token goes only over TLS: let the address begin with rediss://."
                                .formatted(uri.getHost(), uri.getPort()));
            }
        }
        SslVerificationMode verification = Placement.verification(config, servers);
        if (verification != SslVerificationMode.STRICT) {
            throw new IllegalArgumentException(
                    "SslVerificationMode.%s: a token goes only to a server whose name is verified. Use SslVerificationMode.STRICT."
                            .formatted(verification));
        }
        return Duration.ofMillis(servers.getTimeout());
    }

    /** Of a configuration that has been checked. */
    static BaseConfig<?> servers(Config config) {
        return config.isSingleConfig() ? config.useSingleServer() : config.useClusterServers();
    }
}
