package dev.redisentra.spring;

import java.util.concurrent.TimeUnit;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.resource.ClientResources;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Spring Data's Lettuce connections to a named cache. */
final class NamedLettuceConnections {
    private NamedLettuceConnections() {}

    /** A connection factory, which the container starts, and which shuts its threads down when it is closed. */
    static LettuceConnectionFactory factory(
            String name, RedisSettings settings, CredentialSource source, Environment environment) {
        ClientResources resources = ClientResources.builder()
                .socketAddressResolver(LettuceClients.verifyNodesAs(settings.host()))
                .build();
        LettuceClientConfiguration.LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
                .clientResources(resources)
                .clientName(name)
                .clientOptions(options(settings, environment));
        NamedConnections.ifSet(environment, "timeout", client::commandTimeout);
        new LettuceLogin(source, SpringProtocol.of(settings)).customize(client);
        return settings.topology() == Topology.CLUSTER
                ? new OwningFactory(NamedConnections.cluster(settings), client.build(), resources)
                : new OwningFactory(NamedConnections.server(settings), client.build(), resources);
    }

    private static ClientOptions options(RedisSettings settings, Environment environment) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        settings.tlsCa().ifPresent(ca -> tls.trustManager(PrivateCa.trustManagers(ca)));
        ClientOptions.Builder options =
                settings.topology() == Topology.CLUSTER ? ClusterClientOptions.builder() : ClientOptions.builder();
        options.sslOptions(tls.build()).timeoutOptions(TimeoutOptions.enabled());
        NamedConnections.ifSet(
                environment,
                "connect-timeout",
                timeout -> options.socketOptions(
                        SocketOptions.builder().connectTimeout(timeout).build()));
        return options.build();
    }

    /** Spring Data leaves shared threads to the code that made them. */
    private static final class OwningFactory extends LettuceConnectionFactory {
        private final ClientResources resources;

        OwningFactory(RedisConfiguration server, LettuceClientConfiguration client, ClientResources resources) {
            super(server, client);
            this.resources = resources;
        }

        @Override
        public void destroy() {
            super.destroy();
            resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }
}
