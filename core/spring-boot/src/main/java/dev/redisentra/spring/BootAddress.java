package dev.redisentra.spring;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Where Boot's own properties say that Redis is: {@code spring.data.redis.url}, {@code cluster.nodes}, or {@code host} and
 * {@code port}, in that order, as Boot has it.
 *
 * @param property the one that says so; {@code spring.data.redis.host} where none does
 * @param host without it, Boot connects to localhost
 * @param port as it was written; null where it was not
 * @param cluster whether nodes of a cluster are named
 * @param hasPassword whether a password comes with it
 */
record BootAddress(
        String property, @Nullable String host, @Nullable String port, boolean cluster, boolean hasPassword) {
    static final String PREFIX = "spring.data.redis.";
    static final String HOST = PREFIX + "host";
    static final String PORT = PREFIX + "port";
    static final String URL = PREFIX + "url";
    static final String NODES = PREFIX + "cluster.nodes";
    static final String PASSWORD = PREFIX + "password";
    static final String BUNDLE = PREFIX + "ssl.bundle";
    static final String TLS = PREFIX + "ssl.enabled";

    static BootAddress of(Environment environment) {
        boolean password = has(environment, PASSWORD);
        String url = environment.getProperty(URL);
        if (url != null && !url.isBlank()) {
            return ofUrl(url.strip(), password);
        }
        List<String> nodes = Binder.get(environment)
                .bind(NODES, Bindable.listOf(String.class))
                .orElse(List.of());
        if (!nodes.isEmpty()) {
            String node = nodes.get(0);
            int colon = node.lastIndexOf(':');
            return new BootAddress(
                    NODES,
                    colon < 0 ? node : node.substring(0, colon),
                    colon < 0 ? null : node.substring(colon + 1),
                    true,
                    password);
        }
        String host = environment.getProperty(HOST);
        String port = environment.getProperty(PORT);
        return new BootAddress(/* property= */ HOST, host, port, false, password);
    }

    /** What cannot be read as a URL is left to Boot, which says so. */
    private static BootAddress ofUrl(String url, boolean password) {
        try {
            URI uri = URI.create(url);
            String user = uri.getUserInfo();
            return new BootAddress(
                    URL,
                    uri.getHost(),
                    uri.getPort() < 0 ? null : Integer.toString(uri.getPort()),
                    false,
                    password || (user != null && user.indexOf(':') >= 0));
        } catch (IllegalArgumentException e) {
            return new BootAddress(URL, null, null, false, password);
        }
    }

    private static boolean has(Environment environment, String property) {
        String value = environment.getProperty(property);
        return value != null && !value.isBlank();
    }
}
