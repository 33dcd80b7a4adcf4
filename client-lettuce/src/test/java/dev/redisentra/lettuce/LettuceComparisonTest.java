package dev.redisentra.lettuce;

import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.CommandedTokens;
import dev.redisentra.contract.Comparison;
import dev.redisentra.contract.Way;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.spi.tls.PrivateCa;
import io.lettuce.authx.TokenBasedRedisCredentialsProvider;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.internal.HostAndPort;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DnsResolver;
import io.lettuce.core.resource.MappingSocketAddressResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Lettuce with its own provider for tokens, told to re-authenticate by it. */
class LettuceComparisonTest extends Comparison {
    /** What its starter gives Lettuce, by its source: a token for each new connection, and none for one that is open. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @EnabledIfSystemProperty(named = "redisentra.contract.long", matches = "true", disabledReason = "the long form's")
    void springCloudAzureIsRecorded() {
        tryAll(Way.SPRING_CLOUD_AZURE, dev.redisentra.testkit.Topology.STANDALONE, Protocol.RESP2);
    }

    @Override
    protected ClientUnderTest open(Way way, RedisSettings settings, CommandedSource source) {
        RedisURI uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withSsl(true)
                .build();
        if (way == Way.ONE_TOKEN) {
            RedisCredential credential = source.current();
            uri = RedisURI.builder(uri)
                    .withAuthentication(
                            credential.username(), credential.password().reveal())
                    .build();
        } else if (way == Way.SPRING_CLOUD_AZURE) {
            uri.setCredentialsProvider(RedisCredentialsProvider.from(() -> {
                RedisCredential newest = source.current();
                return RedisCredentials.just(
                        newest.username(), newest.password().reveal().toCharArray());
            }));
        } else {
            TokenBasedRedisCredentialsProvider provider =
                    TokenBasedRedisCredentialsProvider.create(CommandedTokens.config(source));
            source.atClose(provider::close);
            uri.setCredentialsProvider(provider);
        }
        if (settings.topology() == Topology.CLUSTER) {
            // The nodes are announced by address, and the certificate names the host.
            ClientResources resources = ClientResources.builder()
                    .socketAddressResolver(MappingSocketAddressResolver.create(
                            DnsResolver.unresolved(), node -> HostAndPort.of(settings.host(), node.getPort())))
                    .build();
            source.atClose(() -> resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
            RedisClusterClient client = RedisClusterClient.create(resources, uri);
            client.setOptions(ClusterClientOptions.builder(options(settings))
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh()
                            .build())
                    .build());
            return new LettuceUnderTest(client);
        }
        RedisClient client = RedisClient.create(uri);
        client.setOptions(options(settings));
        return new LettuceUnderTest(client);
    }

    private static ClientOptions options(RedisSettings settings) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        settings.tlsCa().ifPresent(ca -> tls.trustManager(PrivateCa.trustManagers(ca)));
        return ClientOptions.builder()
                .protocolVersion(settings.protocol() == Protocol.RESP2 ? ProtocolVersion.RESP2 : ProtocolVersion.RESP3)
                .reauthenticateBehavior(ClientOptions.ReauthenticateBehavior.ON_NEW_CREDENTIALS)
                .sslOptions(tls.build())
                .build();
    }
}
