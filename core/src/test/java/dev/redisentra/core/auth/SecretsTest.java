package dev.redisentra.core.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Whatever holds a secret compares it and does not print it. */
class SecretsTest {
    private static final Secret SECRET = Secret.of("s3cret");
    private static final RedisCredential CREDENTIAL =
            new RedisCredential("a-user", SECRET, CredentialKind.ENTRA, Instant.EPOCH);

    @Test
    void revealsASecretOnlyWhenAsked() {
        assertThat(SECRET.reveal()).isEqualTo("s3cret");
        assertThat(SECRET).hasToString("***");
    }

    @Test
    void comparesSecretsByTheirText() {
        assertThat(SECRET).isEqualTo(Secret.of("s3cret")).hasSameHashCodeAs(Secret.of("s3cret"));
        assertThat(SECRET).isNotEqualTo(Secret.of("s3cre7")).isNotEqualTo("s3cret");
    }

    @Test
    void takesNoBlankSecret() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(" ")).withMessage("a secret must not be blank");
    }

    @Test
    void printsWhatHoldsASecretWithoutIt() {
        AuthException failure = new AuthException(AuthException.Kind.TIMED_OUT, "Late.", "Wait.", null);
        List<Object> holders = List.of(
                CREDENTIAL,
                new AuthEvent.Renewed(CREDENTIAL, Duration.ZERO, null),
                new AuthEvent.AtRisk(CREDENTIAL),
                new AuthEvent.Expired(CREDENTIAL),
                new AuthEvent.RenewalFailed(failure, Duration.ZERO, Instant.EPOCH));

        assertThat(holders.toString()).contains("a-user", "***", "Late. Wait.").doesNotContain("s3cret");
    }

    @Test
    void countsACredentialAsExpiredFromTheVeryMoment() {
        assertThat(CREDENTIAL.isExpiredAt(Instant.EPOCH.minusNanos(1))).isFalse();
        assertThat(CREDENTIAL.isExpiredAt(Instant.EPOCH)).isTrue();
        assertThat(new RedisCredential("default", SECRET, CredentialKind.ACCESS_KEY, null).isExpiredAt(Instant.MAX))
                .isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // code that knows no annotations
    void takesNoCredentialThatIsIncomplete() {
        assertThatNullPointerException()
                .isThrownBy(() -> new RedisCredential(null, SECRET, CredentialKind.ENTRA, null))
                .withMessage("username");
        assertThatNullPointerException()
                .isThrownBy(() -> new RedisCredential("a-user", null, CredentialKind.ENTRA, null))
                .withMessage("password");
        assertThatNullPointerException()
                .isThrownBy(() -> new RedisCredential("a-user", SECRET, null, null))
                .withMessage("kind");
    }

    @Test
    void logsInWithAKeyAsTheDefaultUserForever() {
        AccessKeyStrategy strategy = new AccessKeyStrategy(SECRET);

        assertThat(strategy.kind()).isEqualTo(CredentialKind.ACCESS_KEY);
        assertThat(strategy.obtain())
                .isEqualTo(new RedisCredential("default", SECRET, CredentialKind.ACCESS_KEY, null));
    }

    @Test
    void saysOfAFailureWhatItIsAndWhatFixesIt() {
        IllegalStateException cause = new IllegalStateException();
        AuthException failure = new AuthException(AuthException.Kind.IDENTITY_REFUSED, "None.", "Assign one.", cause);

        assertThat(failure).hasMessage("None. Assign one.").hasCause(cause);
        assertThat(failure.problem()).isEqualTo("None.");
        assertThat(failure.remedy()).isEqualTo("Assign one.");
        assertThat(failure.mayPass()).isFalse();
        assertThat(new AuthException(AuthException.Kind.TIMED_OUT, "a", "b", null).mayPass())
                .isTrue();
    }
}
