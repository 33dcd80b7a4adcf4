package dev.redisentra.core.auth;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AccessKeyStrategyTest {
    private final AccessKeyStrategy both = new AccessKeyStrategy(Secret.of("one"), Secret.of("two"));

    @Test
    void beginsWithThePrimaryKey() {
        assertThat(both.obtain().password()).isEqualTo(Secret.of("one"));
        assertThat(both.obtain().username()).isEqualTo("default");
        assertThat(both.obtain().expiresAt()).isNull();
    }

    @Test
    void triesTheKeysInTurn() {
        assertThat(both.refused(both.obtain())).isTrue();
        assertThat(both.obtain().password()).isEqualTo(Secret.of("two"));
        assertThat(both.refused(both.obtain())).isTrue();
        assertThat(both.obtain().password()).isEqualTo(Secret.of("one"));
    }

    @Test
    void changesOnceHoweverManyConnectionsAreRefused() {
        RedisCredential refused = both.obtain();

        assertThat(both.refused(refused)).isTrue();
        assertThat(both.refused(refused)).isFalse();

        assertThat(both.obtain().password()).isEqualTo(Secret.of("two"));
    }

    @Test
    void staysWithItsOnlyKey() {
        AccessKeyStrategy one = new AccessKeyStrategy(Secret.of("one"));

        assertThat(one.refused(one.obtain())).isFalse();
        assertThat(one.obtain().password()).isEqualTo(Secret.of("one"));
    }
}
