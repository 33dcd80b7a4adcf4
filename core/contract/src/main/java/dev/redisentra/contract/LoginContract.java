package dev.redisentra.contract;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.RefusalText;
import dev.redisentra.testkit.TokenRequests;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchRuntimeException;
import static org.awaitility.Awaitility.await;

/** Connections whose login is refused: their access key has been regenerated, or their token revoked before its expiry. */
public abstract class LoginContract {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A new client. Closing it must not close the source. */
    protected abstract ClientUnderTest open(RedisSettings settings, CredentialSource source);

    /** What the client throws at who cannot log in. */
    protected abstract Class<? extends RuntimeException> refusal();

    /** How many logins a client has under way at once at the most, each of which may be refused with the old key. */
    protected int loginsAtOnce() {
        return 1;
    }

    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void aRegeneratedKeyCostsNoConnection(Protocol protocol, LocalAzure azure) {
        RedisSettings settings = withKeys(azure, protocol);
        try (CredentialSource source = CredentialSources.open(settings);
                ClientUnderTest before = open(settings, source)) {
            assertThat(before.set("key", "value")).isEqualTo("OK");
            azure.redis().regenerate(AccessKey.PRIMARY);
            RedisCounters start = azure.redis().counters();
            for (int i = 0; i < 3; i++) {
                try (ClientUnderTest client = open(settings, source)) {
                    assertThat(client.get("key")).isEqualTo("value");
                }
            }
            assertThat(azure.redis().counters().since(start).authsRefused()).isBetween(1L, (long) loginsAtOnce());
            assertThat(before.get("key")).isEqualTo("value");
        }
    }

    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void twoWrongKeysAreRefusedInTheServersWords(Protocol protocol, LocalAzure azure) {
        RedisSettings settings = withKeys(azure, protocol);
        azure.redis().regenerate(AccessKey.PRIMARY);
        azure.redis().regenerate(AccessKey.SECONDARY);
        try (CredentialSource source = CredentialSources.open(settings)) {
            assertThatThrownBy(() -> {
                        try (ClientUnderTest client = open(settings, source)) {
                            client.get("key");
                        }
                    })
                    .isInstanceOf(refusal())
                    .hasStackTraceContaining("WRONGPASS");
        }
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"WRONGPASS"})
    @WithLocalAzure
    void norDoesItWhereTheServiceRefusesInOtherWords(RefusalText text, LocalAzure azure) {
        azure.redis().refusalText(text);
        aRegeneratedKeyCostsNoConnection(Protocol.RESP3, azure);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void twoWrongKeysAreToldAsALoginInWhicheverWords(RefusalText text, LocalAzure azure) {
        azure.redis().refusalText(text);
        RedisSettings settings = withKeys(azure, Protocol.RESP3);
        azure.redis().regenerate(AccessKey.PRIMARY);
        azure.redis().regenerate(AccessKey.SECONDARY);
        try (CredentialSource source = CredentialSources.open(settings)) {
            RuntimeException failure = catchRuntimeException(() -> {
                try (ClientUnderTest client = open(settings, source)) {
                    client.get("key");
                }
            });
            assertThat(failure).isNotNull();
            assertThat(Diagnosis.of(failure, settings, "default").problem()).isEqualTo(Diagnosis.Problem.LOGIN);
        }
    }

    /** With the real azure-identity, which keeps no token of two minutes: it would hand out a revoked one again. */
    @Tag("long")
    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 120)
    void aTokenThatIsRevokedIsReplacedByAnother(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        try (CredentialSource source = CredentialSources.open(settings);
                ClientUnderTest client = open(settings, source)) {
            assertThat(client.set("key", "value")).isEqualTo("OK");
            RedisCredential revoked = source.current();

            azure.identity().expireAll();

            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(RuntimeException.class)
                    .until(() -> "value".equals(client.get("key")));
            assertThat(source.current()).isNotEqualTo(revoked);
            assertThat(azure.identity().requests()).isEqualTo(new TokenRequests(2, 2));
        }
    }

    protected static RedisSettings withKeys(LocalAzure azure, Protocol protocol) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        environment.put("REDIS_AUTH", "access-key");
        environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        environment.put("REDIS_ACCESS_KEY_SECONDARY", azure.redis().accessKey(AccessKey.SECONDARY));
        return RedisSettings.fromEnvironment(environment);
    }
}
