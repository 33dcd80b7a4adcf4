package dev.redisentra.core.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** What may stand for a host: a name as DNS has them, or an address. */
final class HostName {
    private static final int LONGEST = 253;

    /** Letters, digits and hyphens, and underscores, which private names have. */
    private static final Pattern NAME = Pattern.compile(
            "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");

    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
    private static final Pattern BYTE = Pattern.compile("25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+]|[0-9A-Fa-f:.]+");

    private HostName() {}

    /** The name without the dot that ends a name in a DNS zone: certificates and Azure's suffixes are without. */
    static String of(String text) {
        return text.length() > 1 && text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    static boolean isValid(String host) {
        if (host.length() > LONGEST) {
            return false;
        }
        if (host.indexOf(':') >= 0) {
            return IPV6.matcher(host).matches() && isAddress(host);
        }
        return NUMBERS.matcher(host).matches()
                ? isIpv4(host)
                : NAME.matcher(host).matches();
    }

    private static boolean isIpv4(String host) {
        String[] bytes = host.split("\\.", -1);
        for (String one : bytes) {
            if (!BYTE.matcher(one).matches()) {
                return false;
            }
        }
        return bytes.length == 4;
    }

    /** With a colon in it the JDK takes it for an address or refuses it: no name server is asked. */
    private static boolean isAddress(String host) {
        try {
            return InetAddress.getByName(host).getAddress() != null;
        } catch (UnknownHostException malformed) {
            return false;
        }
    }
}
