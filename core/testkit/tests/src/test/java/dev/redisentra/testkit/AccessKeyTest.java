package dev.redisentra.testkit;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@WithLocalAzure
class AccessKeyTest {
    private final LocalRedis redis;
    private final LocalAzure azure;

    AccessKeyTest(LocalAzure azure) {
        this.azure = azure;
        this.redis = azure.redis();
    }

    @ParameterizedTest
    @EnumSource
    void eitherKeyLogsInTheDefaultUser(AccessKey key) throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", "default", redis.accessKey(key))).isEqualTo("OK");
            assertThat(resp.call("AUTH", redis.accessKey(key))).isEqualTo("OK");
            assertThat(resp.call("HELLO", "3", "AUTH", "default", redis.accessKey(key)))
                    .isNotInstanceOf(Resp.Failure.class);
        }
    }

    @Test
    void aKeyUnderThePrincipalsNameIsRefused() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", azure.identity().principalId(), redis.accessKey(AccessKey.PRIMARY)))
                    .isInstanceOf(Resp.Failure.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplacedKeyIsRefusedWhileItsConnectionsStay(AccessKey key) throws IOException {
        AccessKey other = key == AccessKey.PRIMARY ? AccessKey.SECONDARY : AccessKey.PRIMARY;
        String old = redis.accessKey(key);
        String untouched = redis.accessKey(other);
        try (Resp live = Wire.connect(azure);
                Resp late = Wire.connect(azure)) {
            assertThat(live.call("AUTH", "default", old)).isEqualTo("OK");
            String renewed = redis.regenerate(key);
            assertThat(renewed).isNotEqualTo(old).isEqualTo(redis.accessKey(key));
            assertThat(late.call("AUTH", "default", old)).isInstanceOf(Resp.Failure.class);
            assertThat(late.call("AUTH", "default", renewed)).isEqualTo("OK");
            assertThat(late.call("AUTH", "default", untouched)).isEqualTo("OK");
            assertThat(live.call("PING")).isEqualTo("PONG");
        }
    }
}
