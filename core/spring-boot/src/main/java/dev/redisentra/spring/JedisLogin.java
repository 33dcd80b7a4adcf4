package dev.redisentra.spring;

import java.util.Optional;
import javax.net.ssl.SSLParameters;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.jedis.JedisClients;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.jedis.JedisClientConfigBuilderCustomizer;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration.JedisClientConfigurationBuilder;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;

/**
 * Boot's Jedis connections, pooled or not, logged in by a source. Waits for the first credential. Last of the customizers:
 * what an application does with the configuration of its connections is kept.
 */
final class JedisLogin {
    private static final String VERIFIED = "HTTPS";

    private final CredentialSource source;
    private final @Nullable RedisSettings settings;
    private final SpringProtocol protocol;

    JedisLogin(CredentialSource source, @Nullable RedisSettings settings, SpringProtocol protocol) {
        this.source = source;
        this.settings = settings;
        this.protocol = protocol;
    }

    void customize(JedisClientConfigurationBuilder builder) {
        Optional<JedisClientConfigBuilderCustomizer> theirs = builder.build().getCustomizer();
        builder.useSsl();
        builder.customize(config -> {
            theirs.ifPresent(customizer -> customizer.customize(config));
            dress(config);
        });
    }

    private void dress(DefaultJedisClientConfig.Builder config) {
        verify(config);
        switch (protocol) {
            case UNSET -> {}
            case RESP2 -> config.protocol(RedisProtocol.RESP2);
            case RESP3 -> config.protocol(RedisProtocol.RESP3);
        }
        if (settings != null && settings.topology() == Topology.CLUSTER) {
            config.hostAndPortMapper(JedisClients.clientConfig(settings).getHostAndPortMapper());
        }
        config.from(JedisClients.authenticate(config.build(), source));
    }

    /** Boot gives parameters without host-name verification, and Jedis then does without. */
    @SuppressWarnings("deprecation") // Boot uses these
    private static void verify(DefaultJedisClientConfig.Builder config) {
        JedisClientConfig before = config.build();
        SSLParameters parameters = before.getSslParameters() == null ? new SSLParameters() : before.getSslParameters();
        if (parameters.getEndpointIdentificationAlgorithm() == null) {
            parameters.setEndpointIdentificationAlgorithm(VERIFIED);
        }
        config.sslParameters(parameters);
    }
}
