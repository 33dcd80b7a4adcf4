package dev.redisentra.contract;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.testkit.Hello;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;

/** Servers that take HELLO in other ways than Redis does. */
public abstract class HandshakeContract {
    private static final Duration CLAIMED = Duration.ofSeconds(10);

    /** A new client for one endpoint, as the settings have it. Closing it must not close the source. */
    protected abstract ClientUnderTest standalone(RedisSettings settings, CredentialSource source);

    /** The same for a cluster. */
    protected abstract ClientUnderTest cluster(RedisSettings settings, CredentialSource source);

    /** Whether the client logs in by AUTH, and says HELLO behind it. */
    protected boolean logsInBeforeHello() {
        return false;
    }

    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void whatTheSettingsLeaveOpenComesUpByItself(Hello hello, LocalAzure azure) {
        azure.redis().hello(hello);
        worksStandalone(azure, null);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void theOlderProtocolWorksWithEachOfThem(Hello hello, LocalAzure azure) {
        azure.redis().hello(hello);
        worksStandalone(azure, Protocol.RESP2);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"WITHOUT_LOGIN", "UNKNOWN"})
    @WithLocalAzure(topology = Topology.CLUSTER)
    void aClusterComesUpByItself(Hello hello, LocalAzure azure) {
        azure.redis().hello(hello);
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = cluster(settings(azure, null), source)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.set("key-" + i, "value")).isEqualTo("OK");
            }
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void aSlowHelloIsWaitedFor(OpenOrNot protocol, LocalAzure azure) {
        azure.redis().slowHello(Duration.ofSeconds(2));
        worksStandalone(azure, protocol == OpenOrNot.OPEN ? null : Protocol.RESP3);
    }

    /** Whether the settings say which protocol to speak. */
    enum OpenOrNot {
        OPEN,
        SET
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TAKEN", "ANSWERED_IN_RESP2"})
    @WithLocalAzure
    void whatTheSettingsFixFailsWithTheSettingAsTheRemedy(Hello hello, LocalAzure azure) {
        azure.redis().hello(hello);
        if (hello == Hello.WITHOUT_LOGIN && logsInBeforeHello()) {
            worksStandalone(azure, Protocol.RESP3);
            return;
        }
        RedisSettings settings = settings(azure, Protocol.RESP3);
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED)) {
            RuntimeException failure = catchRuntimeException(() -> {
                try (ClientUnderTest client = standalone(settings, source)) {
                    client.get("key");
                }
            });
            assertThat(failure).isNotNull();
            assertThat(Throwables.getStackTrace(failure))
                    .doesNotContain(source.token().value().substring(0, 16));
            Diagnosis diagnosis =
                    Diagnosis.of(failure, settings, azure.identity().principalId());
            assertThat(diagnosis.problem()).as("%s", failure).isEqualTo(Diagnosis.Problem.PROTOCOL);
            assertThat(diagnosis.remedy()).isEqualTo("Set REDIS_PROTOCOL=resp2.");
        }
    }

    private void worksStandalone(LocalAzure azure, @Nullable Protocol protocol) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED);
                ClientUnderTest client = standalone(settings(azure, protocol), source)) {
            assertThat(client.set("key", "value")).isEqualTo("OK");
            assertThat(client.get("key")).isEqualTo("value");
        }
    }

    private static RedisSettings settings(LocalAzure azure, @Nullable Protocol protocol) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        if (protocol != null) {
            environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        }
        return RedisSettings.fromEnvironment(environment);
    }
}
