package dev.redisentra.lettuce;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.SocketAddressResolver;
import io.netty.util.NetUtil;

/**
 * Gives each node that a cluster announces by its IP address the name of the cluster's host, for TLS to verify: Azure
 * Cache for Redis announces addresses, and its certificate names the host. The connection goes to the announced address
 * all the same. A node that is announced by a name is left alone.
 */
final class NodesOfHost extends SocketAddressResolver {
    private final String host;
    private final SocketAddressResolver names;

    /** Verifies addresses as this host; names are resolved as before. */
    NodesOfHost(String host, SocketAddressResolver names) {
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
            return new InetSocketAddress(InetAddress.getByAddress(host, address), uri.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address has 4 or 16 bytes", e);
        }
    }
}
