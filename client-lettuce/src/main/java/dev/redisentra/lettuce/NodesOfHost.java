package dev.redisentra.lettuce;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import dev.redisentra.core.spi.cluster.ClusterHost;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.SocketAddressResolver;
import io.netty.util.NetUtil;

/**
 * Gives each node that a cluster announces by its IP address the name of the cluster's host, for TLS to verify: Azure
 * Cache for Redis announces addresses, and its certificate names the host. The connection goes to the announced address
 * all the same, unless that is one which only the host leads to. A node that is announced by a name is left alone.
 */
final class NodesOfHost extends SocketAddressResolver {
    private final ClusterHost host;
    private final SocketAddressResolver names;

    /** Verifies addresses as this host; names are resolved as before. */
    NodesOfHost(ClusterHost host, SocketAddressResolver names) {
        this.host = host;
        this.names = names;
    }

    @Override
    public SocketAddress resolve(RedisURI uri) {
        byte[] address = uri.getHost() == null ? null : NetUtil.createByteArrayFromIpAddressString(uri.getHost());
        if (address == null) {
            return names.resolve(uri);
        }
        try {
            InetAddress announced = InetAddress.getByAddress(host.name(), address);
            return host.standsFor(announced, uri.getPort())
                    ? names.resolve(RedisURI.create(host.name(), uri.getPort()))
                    : new InetSocketAddress(announced, uri.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address has 4 or 16 bytes", e);
        }
    }
}
