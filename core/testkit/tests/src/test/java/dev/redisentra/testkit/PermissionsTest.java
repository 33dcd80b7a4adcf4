package dev.redisentra.testkit;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What who is logged in may do. */
@WithLocalAzure
class PermissionsTest {
    private final LocalAzure azure;

    PermissionsTest(LocalAzure azure) {
        this.azure = azure;
    }

    @AfterEach
    void asBefore() {
        azure.redis().accessPolicy(AccessPolicy.DATA_OWNER);
        azure.redis().enableAccessKeys();
    }

    @Test
    void aReaderReads() throws IOException {
        azure.redis().accessPolicy(AccessPolicy.DATA_READER);
        try (Resp resp = login()) {
            assertThat(resp.call("GET", "none")).isNull();
            assertRefused(resp.call("SET", "key", "value"));
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aContributorWritesAndDoesNothingDangerous() throws IOException {
        azure.redis().accessPolicy(AccessPolicy.DATA_CONTRIBUTOR);
        try (Resp resp = login()) {
            assertThat(resp.call("SET", "key", "value")).isEqualTo("OK");
            assertRefused(resp.call("FLUSHALL"));
            assertRefused(resp.call("INFO"));
        }
    }

    @Test
    void aPolicyOfOnesOwnIsAsNarrowAsItSays() throws IOException {
        azure.redis().accessPolicy("+get +set ~orders:*");
        try (Resp resp = login()) {
            assertThat(resp.call("SET", "orders:1", "value")).isEqualTo("OK");
            assertRefused(resp.call("SET", "others:1", "value"));
            assertRefused(resp.call("PING"));
            resp.send("SUBSCRIBE", "channel");
            assertRefused(resp.read());
        }
    }

    @Test
    void aPolicyThatChangesCountsAtOnceOnLiveConnectionsToo() throws IOException {
        IssuedToken token = azure.identity().issue();
        try (Resp resp = Wire.login(azure, token)) {
            assertThat(resp.call("SET", "key", "value")).isEqualTo("OK");
            azure.redis().accessPolicy("+get allkeys");
            assertRefused(resp.call("SET", "key", "value"));
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
            assertThat(resp.call("GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void aRuleThatRedisDoesNotKnowIsTold() {
        assertThatIllegalStateException()
                .isThrownBy(() -> azure.redis().accessPolicy("+fly"))
                .withMessageContaining("fly");
    }

    @Test
    void disabledKeysDropEveryConnection() throws IOException {
        try (Resp byToken = login();
                Resp byKey = Wire.connect(azure)) {
            String key = azure.redis().accessKey(AccessKey.PRIMARY);
            assertThat(byKey.call("AUTH", key)).isEqualTo("OK");
            azure.redis().disableAccessKeys();
            assertThatThrownBy(byToken::read).isInstanceOf(IOException.class);
            assertThatThrownBy(byKey::read).isInstanceOf(IOException.class);
            try (Resp again = Wire.connect(azure)) {
                assertThat(again.call("AUTH", key)).isInstanceOf(Resp.Failure.class);
            }
            login().close();
        }
    }

    private Resp login() throws IOException {
        return Wire.login(azure, azure.identity().issue());
    }

    private static void assertRefused(@Nullable Object reply) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Resp.Failure.class,
                        refusal -> assertThat(refusal.message()).startsWith("NOPERM "));
    }
}
