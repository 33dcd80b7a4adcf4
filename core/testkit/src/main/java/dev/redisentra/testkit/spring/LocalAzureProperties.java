package dev.redisentra.testkit.spring;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import org.springframework.core.env.Environment;

/** The properties that an application on Azure sets, and the kit's own port and certificate authority. */
final class LocalAzureProperties {
    private static final String REDIS = "spring.data.redis.";

    private LocalAzureProperties() {}

    /**
     * The properties for an application.
     *
     * @param environment of the application; some of its properties have to be overridden
     * @param bundle a name for the SSL bundle
     */
    static Map<String, Object> of(LocalAzure azure, Environment environment, String bundle) {
        String host = azure.redis().host();
        int port = azure.redis().port();
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(REDIS + "host", host);
        properties.put(REDIS + "port", port);
        // Boot uses a URL first, and then nodes. Those of the application would override the host and port.
        if (environment.containsProperty(REDIS + "url")) {
            properties.put(REDIS + "url", "rediss://" + host + ":" + port);
        }
        if (azure.redis().topology() == Topology.CLUSTER) {
            properties.put(REDIS + "cluster.nodes", host + ":" + port);
        } else if (environment.containsProperty(REDIS + "cluster.nodes")
                || environment.containsProperty(REDIS + "cluster.nodes[0]")) {
            throw new IllegalStateException("The application sets " + REDIS
                    + "cluster.nodes: ask for a cluster, by @LocalAzureConnection(topology = Topology.CLUSTER)");
        }
        properties.put(REDIS + "ssl.bundle", bundle);
        properties.put(
                "spring.ssl.bundle.pem." + bundle + ".truststore.certificate",
                azure.redis().certificateAuthority().toUri().toString());
        properties.put("redis-entra.enabled", true);
        properties.put("redis-entra.client-id", azure.identity().clientId());
        return properties;
    }
}
