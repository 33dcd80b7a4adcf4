package dev.redisentra.core.spi.cluster;

import java.net.Inet4Address;
import java.net.InetAddress;

import dev.redisentra.core.config.AzureService;
import dev.redisentra.core.config.RedisSettings;

/**
 * The host of a cluster, whose nodes announce themselves by addresses. All of them are verified as this host, for it is what
 * the certificates name. Immutable.
 *
 * @param name host name of the cache
 * @param port where clients connect to first
 */
public record ClusterHost(String name, int port) {
    /** The host of the settings. */
    public static ClusterHost of(RedisSettings settings) {
        return new ClusterHost(settings.host(), settings.port());
    }

    /** A host that is reached at its service's port. */
    public static ClusterHost of(String name) {
        return new ClusterHost(name, AzureService.of(name).tlsPort());
    }

    /**
     * Whether a node is to be reached by the name of the host and the node's port, and not by the address that it announces.
     * Behind a private endpoint, nodes announce addresses of the service's own network, where only the service gets to; the
     * host's name leads to the endpoint, which has a port for each node. A node at the same port as the host is elsewhere,
     * or it is the host.
     *
     * @param announced as the cluster has it
     */
    public boolean standsFor(InetAddress announced, int announcedPort) {
        return announcedPort != port && isPrivate(announced);
    }

    /** RFC 1918 and 6598, and 4193 for IPv6. */
    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return address.isSiteLocalAddress() || ((bytes[0] & 0xFF) == 100 && (bytes[1] & 0xC0) == 64);
        }
        return (bytes[0] & 0xFE) == 0xFC;
    }
}
