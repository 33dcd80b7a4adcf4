package dev.redisentra.lettuce;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.PlainRedis;
import dev.redisentra.contract.SeveralServersContract;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.testkit.LocalAzure;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.failover.MultiDbClient;
import io.lettuce.core.failover.api.DatabaseConfig;
import io.lettuce.core.failover.api.StatefulRedisMultiDbConnection;
import io.lettuce.core.failover.health.HealthCheckStrategy;
import io.lettuce.core.failover.health.PingStrategy;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SeveralServersTest extends SeveralServersContract {
    private final ClientResources resources = DefaultClientResources.create();

    SeveralServersTest(LocalAzure azure) {
        super(azure);
    }

    @AfterEach
    void shutDown() {
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void aClientOfASentinel() {
        try (PlainRedis sentinel = PlainRedis.sentinel(azure.redis());
                RedisClient client = client(ofSentinel(sentinel));
                StatefulRedisConnection<String, String> connection = client.connect();
                StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub()) {
            subscriber.sync().subscribe("channel");
            outlivesRenewals(connection.sync()::set);
            assertThat(connection.sync().publish("channel", "message")).isOne();
            sawNoLogin(sentinel);
        }
    }

    @Test
    void aMasterThatASentinelKnows() {
        try (PlainRedis sentinel = PlainRedis.sentinel(azure.redis());
                RedisClient client = RedisClient.create(LettuceClients.authenticate(resources, source))) {
            client.setOptions(options());
            try (StatefulRedisMasterReplicaConnection<String, String> connection =
                    MasterReplica.connect(client, StringCodec.UTF8, ofSentinel(sentinel))) {
                outlivesRenewals(connection.sync()::set);
                sawNoLogin(sentinel);
            }
        }
    }

    @Test
    void aMasterAndItsReplicas() {
        try (RedisClient client = RedisClient.create(LettuceClients.authenticate(resources, source))) {
            client.setOptions(options());
            try (StatefulRedisMasterReplicaConnection<String, String> connection =
                    MasterReplica.connect(client, StringCodec.UTF8, List.of(uri("localhost")))) {
                outlivesRenewals(connection.sync()::set);
            }
        }
    }

    /** One Redis under two names stands for two caches of one principal. The certificate has the name in any case. */
    @Test
    void aClientOfSeveralDatabases() {
        RedisURI one = uri("localhost");
        RedisURI other = uri("LOCALHOST");
        MultiDbClient client = MultiDbClient.create(
                LettuceClients.authenticate(resources, source), List.of(database(one, 1), database(other, 0.5f)));
        try (StatefulRedisMultiDbConnection<String, String> connection = client.connect()) {
            assertThat(connection.getCurrentEndpoint().getHost()).isEqualTo(one.getHost());
            outlivesRenewals(connection.sync()::set);
            await().until(() -> connection.isHealthy(other));
            connection.switchTo(other);
            outlivesRenewals(connection.sync()::set);
            assertThat(connection.getCurrentEndpoint().getHost()).isEqualTo(other.getHost());
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    /** Its PINGs may take a minute; Lettuce's own take a second. */
    private DatabaseConfig database(RedisURI uri, float weight) {
        return DatabaseConfig.builder(uri)
                .clientOptions(options())
                .weight(weight)
                .healthCheckStrategySupplier((database, connections) -> new PingStrategy(
                        connections,
                        HealthCheckStrategy.Config.builder().timeout(60_000).build()))
                .build();
    }

    private RedisURI uri(String host) {
        return LettuceClients.authenticate(
                RedisURI.builder()
                        .withHost(host)
                        .withPort(azure.redis().port())
                        .withSsl(true)
                        .withVerifyPeer(SslVerifyMode.FULL)
                        .build(),
                source);
    }

    private RedisURI ofSentinel(PlainRedis sentinel) {
        RedisURI uri = RedisURI.Builder.sentinel("127.0.0.1", sentinel.port(), PlainRedis.MASTER)
                .withSsl(true)
                .withVerifyPeer(SslVerifyMode.FULL)
                .build();
        uri.getSentinels().forEach(one -> one.setSsl(false)); // the builder has them speak as the master does
        return LettuceClients.authenticate(uri, source);
    }

    private RedisClient client(RedisURI uri) {
        RedisClient client = RedisClient.create(LettuceClients.authenticate(resources, source), uri);
        client.setOptions(options());
        return client;
    }

    private ClientOptions options() {
        return ClientOptions.builder()
                .sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(PrivateCa.trustManagers(azure.redis().certificateAuthority()))
                        .build())
                .build();
    }
}
