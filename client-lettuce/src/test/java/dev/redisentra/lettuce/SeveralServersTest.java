package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.Contract;
import dev.redisentra.contract.PlainRedis;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that choose between servers: by what a sentinel says, by who is the master, or of several databases. The sentinel
 * is in the clear and asks for no login, and its master speaks TLS.
 */
@Tag("scaled")
@WithLocalAzure
class SeveralServersTest {
    private final LocalAzure azure;
    private final CommandedSource source;
    private final ClientResources resources = DefaultClientResources.create();
    private RedisCounters before;

    SeveralServersTest(LocalAzure azure) {
        this.azure = azure;
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(1));
        before = azure.redis().counters();
    }

    @FunctionalInterface
    private interface Setting {
        String set(String key, String value);
    }

    @BeforeEach
    void start() {
        before = azure.redis().counters();
    }

    @AfterEach
    void nothingIsLeft() {
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        await().until(() -> source.listeners() == 0);
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

    /** None that failed, and it has no user to log in. */
    private static void sawNoLogin(PlainRedis sentinel) {
        assertThat(sentinel.ask("ACL LOG")).contains("*0");
    }

    private void outlivesRenewals(Setting redis) {
        assertThat(redis.set("key", "first")).isEqualTo("OK");
        long reauthenticated = source.reauthenticated();
        for (int renewal = 1; renewal <= Contract.RENEWALS; renewal++) {
            IssuedToken old = source.renew();
            await().until(() -> azure.redis().connectionsWith(old) == 0);
            azure.identity().expire(old);
            assertThat(redis.set("key", "value " + renewal)).isEqualTo("OK");
        }
        await().untilAsserted(() ->
                assertThat(source.reauthenticated() - reauthenticated).isGreaterThanOrEqualTo(Contract.RENEWALS));
        RedisCounters seen = azure.redis().counters().since(before);
        assertThat(seen.closedAtExpiry()).isZero();
        assertThat(seen.authsRefused()).isZero();
    }
}
