package dev.redisentra.core.spi.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.LogLines;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.protocol.ProtocolChoice.Login;
import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.Hello;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@WithLocalAzure
class ProtocolChoiceTest {
    private final LocalAzure azure;
    private final LogLines log = new LogLines();

    ProtocolChoiceTest(LocalAzure azure) {
        this.azure = azure;
    }

    @AfterEach
    void asBefore() {
        azure.redis().hello(Hello.TAKEN);
        azure.redis().slowHello(Duration.ZERO);
        azure.redis().acceptAuth();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TAKEN             | IN_HELLO     | RESP3 |
            TAKEN             | BEFORE_HELLO | RESP3 |
            WITHOUT_LOGIN     | IN_HELLO     | RESP2 | refuses in HELLO the login that it takes by AUTH
            WITHOUT_LOGIN     | BEFORE_HELLO | RESP3 |
            UNKNOWN           | IN_HELLO     | RESP2 | does not take HELLO
            UNKNOWN           | BEFORE_HELLO | RESP2 | does not take HELLO
            NOT_IN_RESP3      | IN_HELLO     | RESP2 | does not take HELLO
            NOT_IN_RESP3      | BEFORE_HELLO | RESP2 | does not take HELLO
            ANSWERED_IN_RESP2 | IN_HELLO     | RESP2 | answers HELLO 3 in RESP2
            ANSWERED_IN_RESP2 | BEFORE_HELLO | RESP2 | answers HELLO 3 in RESP2
            """)
    void whatTheServerTakesIsFoundByOneConnectionAndToldOnce(Hello hello, Login login, Protocol found, String told) {
        azure.redis().hello(hello);
        RedisCounters before = azure.redis().counters();
        assertThat(choose(open(), login)).contains(found);
        assertThat(azure.redis().counters().since(before).connectionsOpened()).isOne();
        if (told == null) {
            assertThat(log.told).isEmpty();
        } else {
            assertThat(log.told)
                    .singleElement()
                    .asString()
                    .startsWith("INFO localhost:")
                    .contains(told, "REDIS_PROTOCOL=resp2")
                    .doesNotContain(azure.redis().accessKey(AccessKey.PRIMARY));
        }
    }

    @Test
    void aSlowHelloIsWaitedFor() {
        azure.redis().slowHello(Duration.ofSeconds(2));
        assertThat(choose(open(), Login.IN_HELLO)).contains(Protocol.RESP3);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsRefusedAltogetherIsNotToldOfTheProtocol(Login login) {
        azure.redis().refuseAuth();
        assertThat(choose(open(), login)).isEmpty();
        assertThat(log.told).isEmpty();
    }

    @Test
    void aServerThatIsNotThereIsForTheClientToTell() {
        azure.redis().stop();
        try {
            assertThat(choose(open(), Login.IN_HELLO)).isEmpty();
        } finally {
            azure.redis().start();
        }
    }

    @Test
    void anotherNameThanTheCertificatesIsToldNothing() {
        try (LocalAzure other =
                LocalAzure.builder().certificateFor("other.example").start()) {
            assertThat(choose(settings(other, Map.of()), Login.IN_HELLO)).isEmpty();
            assertThat(other.redis().counters().authsSent()).isZero();
        }
    }

    @Test
    void whatTheSettingsSayIsNotAskedFor() {
        RedisCounters before = azure.redis().counters();
        assertThat(choose(settings(azure, Map.of("REDIS_PROTOCOL", "resp3")), Login.IN_HELLO))
                .contains(Protocol.RESP3);
        assertThat(azure.redis().counters()).isEqualTo(before);
    }

    private Optional<Protocol> choose(RedisSettings settings, Login login) {
        try (CredentialSource source = CredentialSources.open(settings)) {
            return ProtocolChoice.of(settings, source, login, log);
        }
    }

    private RedisSettings open() {
        return settings(azure, Map.of());
    }

    private static RedisSettings settings(LocalAzure azure, Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        environment.putAll(more);
        return RedisSettings.fromEnvironment(environment);
    }
}
