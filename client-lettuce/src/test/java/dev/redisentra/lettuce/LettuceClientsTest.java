package dev.redisentra.lettuce;

import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What a client promises besides renewal: its beginning, its end, and what it shares. */
@WithLocalAzure(azureIdentity = true)
class LettuceClientsTest {
    private static final Duration CLAIMED = Duration.ofSeconds(1);

    private final LocalAzure azure;
    private final RedisSettings settings;
    private final CommandedSource source;

    LettuceClientsTest(LocalAzure azure) {
        this.azure = azure;
        settings = Lettuce.settings(azure, Protocol.RESP3);
        source = new CommandedSource(azure.identity(), CLAIMED);
    }

    @AfterEach
    void nothingIsLeft() {
        azure.identity().recover();
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        assertThat(source.listeners()).isZero();
    }

    @Test
    void theTopologyOfTheSettingsMustBeTheOneAskedFor() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> LettuceClients.cluster(settings, source))
                .withMessageContaining(
                        "REDIS_TOPOLOGY=standalone: has to be cluster for this client; call standalone(..)");
        RedisSettings cluster = RedisSettings.builder()
                .host("localhost")
                .topology(dev.redisentra.core.config.Topology.CLUSTER)
                .build();
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> LettuceClients.standalone(cluster, source))
                .withMessageContaining("call cluster(..)");
    }

    @Test
    void noIdentityIsAnAuthExceptionWithinTheDeadline() {
        azure.identity().fail(IdentityFault.hanging());
        RenewalPolicy policy = new RenewalPolicy() {
            @Override
            public Duration firstCredential() {
                return Duration.ofSeconds(3);
            }
        };
        try (CredentialSource real = CredentialSources.open(EntraStrategy.of(settings), policy)) {
            assertThat(CompletableFuture.runAsync(() -> LettuceClients.standalone(settings, real)))
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(AuthException.class);
        }
    }

    @Test
    void aServerWithACertificateForAnotherNameIsRefused() {
        try (LocalAzure other =
                LocalAzure.builder().certificateFor("other.example").start()) {
            try (RedisClient client = LettuceClients.standalone(Lettuce.settings(other, Protocol.RESP3), source)) {
                assertThatExceptionOfType(RedisConnectionException.class)
                        .isThrownBy(client::connect)
                        .withRootCauseInstanceOf(CertificateException.class)
                        .havingCause()
                        .isInstanceOf(SSLException.class);
            }
            assertThat(other.redis().counters().authsSent()).isZero();
        }
    }

    @Test
    void aServerWhoseAuthorityIsUnknownIsRefused() {
        RedisSettings withoutCa = RedisSettings.builder()
                .host("localhost")
                .port(azure.redis().port())
                .build();
        try (RedisClient client = LettuceClients.standalone(withoutCa, source)) {
            assertThatExceptionOfType(RedisConnectionException.class)
                    .isThrownBy(client::connect)
                    .havingCause()
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void nodesAnnouncedByAddressAreVerifiedAsTheHost() {
        try (LocalAzure cluster =
                LocalAzure.builder().topology(Topology.CLUSTER).start()) {
            CommandedSource clusters = new CommandedSource(cluster.identity(), CLAIMED);
            try (Lettuce lettuce = Lettuce.ready(cluster, Protocol.RESP3, clusters)) {
                assertThat(lettuce.connect().set("key", "value")).isEqualTo("OK");
            }
            // What makes the difference, for resources of the adopter's own:
            assertThat(connects(cluster, clusters, ClientResources.builder())).isFalse();
            assertThat(connects(
                            cluster,
                            clusters,
                            ClientResources.builder().socketAddressResolver(LettuceClients.verifyNodesAs("localhost"))))
                    .isTrue();
        }
    }

    private static boolean connects(LocalAzure cluster, CredentialSource source, ClientResources.Builder builder) {
        ClientResources resources = builder.build();
        try (RedisClusterClient client = RedisClusterClient.create(
                LettuceClients.authenticate(resources, source), LettuceClients.authenticate(uri(cluster), source))) {
            client.setOptions(
                    ClusterClientOptions.builder().sslOptions(trusting(cluster)).build());
            // The seed keeps its name; another node is known by its address alone.
            client.connect()
                    .getConnection("127.0.0.1", cluster.redis().ports().get(1))
                    .sync()
                    .ping();
            return true;
        } catch (RuntimeException e) {
            return false;
        } finally {
            shutDown(resources);
        }
    }

    @Test
    void aClosedConnectionHearsNothing() {
        try (RedisClient client = LettuceClients.standalone(settings, source)) {
            client.connect().close();
            await().until(() -> source.listeners() == 0);
        }
    }

    @Test
    void clientsOfTwoSourcesShareResourcesAndNothingElse() {
        CommandedSource other = new CommandedSource(azure.identity(), CLAIMED);
        ClientResources resources = ClientResources.create();
        try (RedisClient one = LettuceClients.standalone(settings, source, resources);
                RedisClient two = LettuceClients.standalone(settings, other, resources)) {
            StatefulRedisConnection<String, String> first = one.connect();
            StatefulRedisConnection<String, String> second = two.connect();
            IssuedToken old = source.token();
            source.renew(CLAIMED);
            await().until(() -> source.reauthenticated() == 1);
            azure.identity().expire(old);
            assertThat(first.sync().ping()).isEqualTo("PONG");
            assertThat(other.reports()).isEmpty();

            one.shutdown();
            assertThat(second.sync().ping()).isEqualTo("PONG");
            assertThat(other.listeners()).isOne();
        } finally {
            shutDown(resources);
        }
        assertThat(other.listeners()).isZero();
    }

    @Test
    void aConfigurationOfTheAdoptersKeepsItsTuning() {
        List<Channel> seen = new CopyOnWriteArrayList<>();
        ClientResources resources = ClientResources.builder()
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        seen.add(channel);
                    }
                })
                .build();
        try (RedisClient client = RedisClient.create(
                LettuceClients.authenticate(resources, source), LettuceClients.authenticate(uri(azure), source))) {
            client.setOptions(
                    ClientOptions.builder().sslOptions(trusting(azure)).build());
            StatefulRedisConnection<String, String> connection = client.connect();
            IssuedToken old = source.token();
            source.renew(CLAIMED);
            await().until(() -> source.reauthenticated() == 1);
            azure.identity().expire(old);
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            assertThat(connection.getTimeout()).isEqualTo(Duration.ofSeconds(7));
            assertThat(seen).hasSize(1);
        } finally {
            shutDown(resources);
        }
    }

    @Test
    void resourcesThatAreMadeOutOfThemReauthenticateAsWell() {
        ClientResources resources = LettuceClients.authenticate(ClientResources.create(), source);
        ClientResources derived = resources.mutate().build();
        try (RedisClient client = RedisClient.create(derived, LettuceClients.authenticate(uri(azure), source))) {
            client.setOptions(
                    ClientOptions.builder().sslOptions(trusting(azure)).build());
            client.connect();
            source.renew(CLAIMED);
            await().until(() -> source.reauthenticated() == 1);
        } finally {
            shutDown(derived);
            shutDown(resources);
        }
    }

    @Test
    void aUriWithoutTheResourcesIsToldAtTheFirstRenewal() {
        try (RedisClient client = RedisClient.create(LettuceClients.authenticate(uri(azure), source))) {
            client.setOptions(
                    ClientOptions.builder().sslOptions(trusting(azure)).build());
            client.connect();
            assertThat(source.reports()).isEmpty();
            source.renew();
            assertThat(source.reports())
                    .singleElement(InstanceOfAssertFactories.type(AuthEvent.ReauthenticationStalled.class))
                    .extracting(AuthEvent.ReauthenticationStalled::reason)
                    .asString()
                    .contains("call it last");
        }
    }

    @Test
    void resourcesHaveOneSourceTheLastOneGiven() {
        CommandedSource former = new CommandedSource(azure.identity(), CLAIMED);
        ClientResources resources = LettuceClients.authenticate(ClientResources.create(), former);
        try (RedisClient client = LettuceClients.standalone(settings, source, resources)) {
            client.connect();
            assertThat(former.listeners()).isZero();
            assertThat(source.listeners()).isOne();
        } finally {
            shutDown(resources);
        }
    }

    @Test
    void aTokenGoesToNoServerThatIsNotVerified() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LettuceClients.authenticate(RedisURI.create("redis://localhost"), source))
                .withMessageContaining("without TLS");
        RedisURI unverified =
                RedisURI.builder(uri(azure)).withVerifyPeer(SslVerifyMode.CA).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LettuceClients.authenticate(unverified, source))
                .withMessageContaining("SslVerifyMode.CA");
    }

    @Test
    void aUriPrintsWithoutTheTokenAndWithoutOneToo() {
        String token = source.token().value();
        RedisURI uri = LettuceClients.authenticate(uri(azure), source);
        assertThat(uri.toString()).doesNotContain(token);
        assertThat(uri.toURI().toString()).doesNotContain(token);
        assertThat(LettuceClients.credentials(source).toString()).doesNotContain(token);
        source.runDry();
        assertThat(uri.toString()).contains("localhost");
    }

    private static RedisURI uri(LocalAzure azure) {
        return RedisURI.builder()
                .withHost(azure.redis().host())
                .withPort(azure.redis().port())
                .withSsl(true)
                .withTimeout(Duration.ofSeconds(7))
                .build();
    }

    private static SslOptions trusting(LocalAzure azure) {
        return SslOptions.builder()
                .jdkSslProvider()
                .trustManager(azure.redis().certificateAuthority().toFile())
                .build();
    }

    private static void shutDown(ClientResources resources) {
        assertThat(resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS))
                .isTrue();
    }
}
