package dev.redisentra.redisson;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.entra.EntraStrategy;
import dev.redisentra.netty.SessionHandler;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.DefaultNettyHook;
import org.redisson.client.RedisConnectionException;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import org.redisson.config.SslVerificationMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@WithLocalAzure(azureIdentity = true)
class RedissonClientsTest {
    private static final Duration CLAIMED = Duration.ofSeconds(4);

    private final LocalAzure azure;
    private final RedisSettings settings;
    private CommandedSource source;

    RedissonClientsTest(LocalAzure azure) {
        this.azure = azure;
        this.settings = RedisSettings.fromEnvironment(azure.environment());
    }

    @BeforeEach
    void openSource() {
        source = new CommandedSource(azure.identity(), CLAIMED);
    }

    @Test
    void settingsOfTheOtherTopologyAreRefused() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> RedissonClients.cluster(settings, source))
                .withMessageContaining(
                        "REDIS_TOPOLOGY=standalone: has to be cluster for this client;" + " call standalone(..)");
        RedisSettings cluster = with(azure, Setting.TOPOLOGY, "cluster");
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> RedissonClients.standalone(cluster, source))
                .withMessageContaining(
                        "REDIS_TOPOLOGY=cluster: has to be standalone for this client;" + " call cluster(..)");
    }

    @Test
    @Timeout(60)
    void withoutAnIdentityItSaysSoAndConnectsToNothing(LocalAzure shared) {
        long before = azure.redis().counters().connectionsOpened();
        shared.identity().fail(IdentityFault.status(400));
        RenewalPolicy policy = new RenewalPolicy() {
            @Override
            public Duration firstCredential() {
                return Duration.ofSeconds(3);
            }
        };
        try (CredentialSource engine = CredentialSources.open(EntraStrategy.of(settings), policy)) {
            assertThatExceptionOfType(AuthException.class)
                    .isThrownBy(() -> RedissonClients.standalone(settings, engine));
        } finally {
            shared.identity().recover();
        }
        assertThat(azure.redis().counters().connectionsOpened()).isEqualTo(before);
    }

    @Test
    @Timeout(60)
    void aServerWithACertificateForAnotherNameIsRefused() {
        try (LocalAzure other = LocalAzure.builder()
                .certificateFor("other.redis.cache.windows.net")
                .start()) {
            source = new CommandedSource(other.identity(), CLAIMED);
            assertThatExceptionOfType(RedisConnectionException.class)
                    .isThrownBy(() ->
                            RedissonClients.standalone(RedisSettings.fromEnvironment(other.environment()), source))
                    .havingRootCause()
                    .withMessageContaining("localhost");
            assertThat(other.redis().counters().authsSent()).isZero();
            assertThat(source.listeners()).isZero();
        }
    }

    @Test
    @Timeout(60)
    void aServerOfAnotherAuthorityIsRefused() {
        RedisSettings jvmTrust = RedisSettings.from(setting ->
                setting == Setting.TLS_CA ? null : azure.environment().get(setting.variable()));
        long before = azure.redis().counters().authsSent();
        assertThatExceptionOfType(RedisConnectionException.class)
                .isThrownBy(() -> RedissonClients.standalone(jvmTrust, source))
                .withStackTraceContaining("unable to find valid certification path");
        assertThat(azure.redis().counters().authsSent()).isEqualTo(before);
    }

    @Test
    @Timeout(60)
    void aRefusedLoginIsToldAndLeavesNoListener() {
        azure.redis().refuseAuth();
        try {
            assertThatExceptionOfType(RedisConnectionException.class)
                    .isThrownBy(() -> RedissonClients.standalone(settings, source))
                    .withStackTraceContaining("WRONGPASS");
        } finally {
            azure.redis().acceptAuth();
        }
        await().until(() -> source.listeners() == 0);
    }

    @Test
    void aSourceThatHasRunDryIsTheCause() {
        Config config = RedissonClients.config(settings, source);
        source.runDry();
        assertThatThrownBy(() -> Redisson.create(config)).hasRootCauseInstanceOf(AuthException.class);
    }

    @Test
    void aConfigurationOfTheAdoptersKeepsItsTuning() {
        List<ChannelHandler> handlers = new CopyOnWriteArrayList<>();
        Config own = RedissonClients.config(settings, source).setNettyHook(new DefaultNettyHook() {
            @Override
            public void afterChannelInitialization(Channel channel) {
                handlers.addAll(channel.pipeline().toMap().values().stream()
                        .filter(SessionHandler.class::isInstance)
                        .toList());
            }
        });
        own.useSingleServer().setConnectionMinimumIdleSize(2).setSubscriptionConnectionMinimumIdleSize(0);

        // Twice, with another source the second time: the last one counts.
        CommandedSource former = new CommandedSource(azure.identity(), CLAIMED);
        RedissonClients.authenticate(own, former);
        assertThat(RedissonClients.authenticate(own, source)).isSameAs(own);
        RedissonClient redis = Redisson.create(own);

        assertThat(source.listeners()).isOne();
        assertThat(former.listeners()).isZero();
        assertThat(handlers).hasSize(2);
        redis.shutdown();
    }

    @Test
    void aHookThatReplacesOursIsToldOfAtTheFirstRenewal() {
        Config own = RedissonClients.config(settings, source).setNettyHook(new DefaultNettyHook());
        own.useSingleServer().setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(0);
        RedissonClient redis = Redisson.create(own);
        assertThat(source.reports()).isEmpty();
        source.renew();
        assertThat(source.reports())
                .singleElement(InstanceOfAssertFactories.type(AuthEvent.ReauthenticationStalled.class))
                .extracting(AuthEvent.ReauthenticationStalled::reason)
                .asString()
                .contains("call it last");
        redis.shutdown();
    }

    @Test
    void whatItMakesReadsWhatWasWritten() {
        Config config = RedissonClients.config(with(azure, Setting.TOPOLOGY, "cluster"), source);
        assertThat(config.useClusterServers().getReadMode()).isEqualTo(ReadMode.MASTER);
    }

    @Test
    void aCredentialInAnAddressIsRefusedAndNotRepeated() {
        for (String userInfo : List.of("user:hunter2", ":hunter2", "hunter2")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedissonClients.authenticate(
                            single("rediss://" + userInfo + "@contoso.redis.cache.windows.net:6380"), source))
                    .withMessage("The address of contoso.redis.cache.windows.net:6380 brings a user name or a password,"
                            + " which Redisson prefers to the source's: take it out of the address.");
        }
        Config cluster = new Config();
        cluster.useClusterServers().addNodeAddress("rediss://localhost:6380", "rediss://user:hunter2@localhost:6381");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedissonClients.authenticate(cluster, source))
                .withMessageContaining("localhost:6381")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void aServerWithoutTlsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedissonClients.authenticate(single("redis://localhost:6379"), source))
                .withMessageContaining("rediss://");
    }

    @Test
    @SuppressWarnings("deprecation")
    void aServerThatIsNotVerifiedIsRefused() {
        List<Config> configs = new ArrayList<>();
        configs.add(single("rediss://localhost:6380").setSslVerificationMode(SslVerificationMode.NONE));
        Config inTheOldPlace = single("rediss://localhost:6380");
        inTheOldPlace.useSingleServer().setSslVerificationMode(SslVerificationMode.CA_ONLY);
        configs.add(inTheOldPlace);
        for (Config config : configs) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedissonClients.authenticate(config, source))
                    .withMessageContaining("SslVerificationMode.STRICT");
        }
    }

    @Test
    void aConfigurationForNothingThatAzureHasIsRefused() {
        Config sentinel = new Config();
        sentinel.useSentinelServers().setMasterName("main").addSentinelAddress("rediss://localhost:26379");
        for (Config config : List.of(new Config(), sentinel)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RedissonClients.authenticate(config, source))
                    .withMessageContaining("useSingleServer() or useClusterServers()");
        }
        Config empty = new Config();
        empty.useSingleServer();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedissonClients.authenticate(empty, source))
                .withMessageContaining("no node address");
    }

    @Test
    void aConfigurationDoesNotPrintTheCredential() throws Exception {
        Config config = RedissonClients.config(settings, source);
        assertThat(config.toYAML()).doesNotContain(source.current().password().reveal());
        assertThat(config.getCredentialsResolver().toString())
                .doesNotContain(source.current().password().reveal());
    }

    private static Config single(String address) {
        Config config = new Config();
        config.useSingleServer().setAddress(address).setTimeout((int)
                Duration.ofSeconds(5).toMillis());
        return config;
    }

    private static RedisSettings with(LocalAzure azure, Setting changed, String value) {
        return RedisSettings.from(
                setting -> setting == changed ? value : azure.environment().get(setting.variable()));
    }
}
