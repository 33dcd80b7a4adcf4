package dev.redisentra.jedis;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.redisentra.core.spi.cluster.ClusterHost;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.HostAndPortMapper;

/**
 * The nodes of a cluster that announce themselves by addresses: which of them Jedis reaches by the name of their host, and
 * the name that TLS verifies for all of them, as the certificates hold no address. A node that is announced by a name is
 * left alone. Immutable.
 */
final class AnnouncedAddresses implements HostAndPortMapper {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    private final ClusterHost host;

    AnnouncedAddresses(ClusterHost host) {
        this.host = host;
    }

    @Override
    public HostAndPort getHostAndPort(HostAndPort announced) {
        return address(announced.getHost())
                .filter(address -> host.standsFor(address, announced.getPort()))
                .map(address -> new HostAndPort(host.name(), announced.getPort()))
                .orElse(announced);
    }

    /** What the certificate of a node has to hold that is connected to by this name or address. */
    String verified(String connectedTo) {
        return address(connectedTo).isPresent() ? host.name() : connectedTo;
    }

    /** Asks no name server: what is no address by its looks is not parsed. */
    private static Optional<InetAddress> address(String announced) {
        try {
            return announced.indexOf(':') >= 0 || IPV4.matcher(announced).matches()
                    ? Optional.of(InetAddress.getByName(announced))
                    : Optional.empty();
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }
}
