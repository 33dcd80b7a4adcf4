package dev.redisentra.core.entra;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenClaimsTest {
    private static final TokenClaims NONE = new TokenClaims(null, null, null);

    @Test
    void readsWhoseATokenIsWhatItIsForAndHowLong() {
        String token = Jwt.of("""
                {"aud":"https://redis.azure.com","nested":{"oid":"not this","exp":[1]},"list":[{"aud":"nor this"}],
                 "exp":1767225600,"oid":"7c3c0b2e","name":"Zo\\u00eb"}""");

        assertThat(TokenClaims.of(token))
                .isEqualTo(
                        new TokenClaims("7c3c0b2e", "https://redis.azure.com", Instant.parse("2026-01-01T00:00:00Z")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "opaque", ".", "..", "a.b", "a.b.c.d", "a.!!!.c", "a.e30", "\u0000.\u0000.\u0000"})
    void findsNothingInWhatIsNoJwt(String token) {
        assertThat(TokenClaims.of(token)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "1",
                "\"oid\"",
                "[]",
                "[{\"oid\":\"a\"}]",
                "{}",
                "{",
                "{\"oid\"",
                "{\"oid\":",
                "{\"oid\":\"a",
                "{\"oid\":\"a\"",
                "{\"oid\":\"a\",",
                "{\"oid\":\"a\"]",
                "}{",
                "<oid>a</oid>",
                "\uFEFF{}"
            })
    void findsNothingInAPayloadThatIsNoObject(String payload) {
        assertThat(TokenClaims.of(Jwt.of(payload))).isEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "true", "[\"a\"]", "{\"oid\":\"a\"}"})
    void takesAClaimOfAnotherTypeForNone(String value) {
        String payload = "{\"oid\":%s,\"aud\":%s,\"exp\":\"1767225600\"}".formatted(value, value);

        assertThat(TokenClaims.of(Jwt.of(payload))).isEqualTo(NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "1767225600,   2026-01-01T00:00:00Z",
        "1767225600.9, 2026-01-01T00:00:00Z",
        "1.7672256E9,  2026-01-01T00:00:00Z",
        "0,            1970-01-01T00:00:00Z",
        "-1,",
        "1e300,",
        "-1e300,",
        "99999999999999999999999999,",
    })
    void readsAnExpiryThatAClockCanShow(String number, Instant expiry) {
        String token = Jwt.of("{\"exp\":%s,\"oid\":\"a\"}".formatted(number));

        assertThat(TokenClaims.of(token)).isEqualTo(new TokenClaims("a", null, expiry));
    }

    @Test
    void outlivesWhatIsMeantToExhaustIt() {
        String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
        String wide = "\"x\":1,".repeat(1_000_000);
        String longNumber = "9".repeat(1_000_000);

        assertThat(TokenClaims.of(Jwt.of("{\"x\":%s,\"oid\":\"a\"}".formatted(deep)))
                        .objectId())
                .isEqualTo("a");
        assertThat(TokenClaims.of(Jwt.of("{%s\"oid\":\"a\"}".formatted(wide))).objectId())
                .isEqualTo("a");
        assertThat(TokenClaims.of(Jwt.of("{\"exp\":%s}".formatted(longNumber)))).isEqualTo(NONE);
        assertThat(TokenClaims.of(".".repeat(1_000_000))).isEqualTo(NONE);
    }
}
