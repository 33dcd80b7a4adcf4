package dev.redisentra.jedis;

import java.util.regex.Pattern;

import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.HostAndPortMapper;

/**
 * Maps the addresses that cluster nodes announce to the name that their certificates hold. Azure announces one IP
 * address with a port per node, and the certificate names the cache's host. Jedis connects to, and verifies, what this
 * gives. A node that is announced by a name is left alone.
 */
final class AnnouncedAddresses implements HostAndPortMapper {
    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private final String host;

    AnnouncedAddresses(String host) {
        this.host = host;
    }

    @Override
    public HostAndPort getHostAndPort(HostAndPort announced) {
        return isAddress(announced.getHost()) ? new HostAndPort(host, announced.getPort()) : announced;
    }

    private static boolean isAddress(String announced) {
        return announced.indexOf(':') >= 0 || IPV4.matcher(announced).matches();
    }
}
