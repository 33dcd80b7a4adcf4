package dev.redisentra.core;

import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RenewalPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "0, firstCredential",
        "1, requestDeadline",
        "2, smallestInterval",
        "3, backOffCap",
        "4, lead",
        "5, longLived",
        "6, riskMargin"
    })
    void takesNoDurationThatIsNotPositive(int position, String name) {
        for (Duration bad : new Duration[] {Duration.ZERO, ofSeconds(-1)}) {
            Duration[] values = new Duration[7];
            Arrays.fill(values, ofSeconds(1));
            values[position] = bad;

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RenewalPolicy(
                            values[0], values[1], values[2], values[3], values[4], values[5], values[6], 0))
                    .withMessage("%s=%s: must be positive", name, bad);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void takesNoJitterBeyondAll(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withJitter(jitter))
                .withMessage("jitter=%s: must be from 0 to 1", jitter);
    }

    @Test
    void takesAnyJitterUpToAll() {
        assertThat(withJitter(0).jitter()).isZero();
        assertThat(withJitter(1).jitter()).isOne();
    }

    @Test
    void takesNoCapBelowTheSmallestInterval() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RenewalPolicy.builder()
                        .smallestInterval(ofSeconds(2))
                        .backOffCap(ofSeconds(1))
                        .build())
                .withMessage("backOffCap=PT1S: must not be below smallestInterval=PT2S");
    }

    @Test
    void asksWithinAzuresWindow() {
        RenewalPolicy azure = RenewalPolicy.AZURE;
        Duration latest = Duration.ofMillis((long) (azure.lead().toMillis() * (1 - azure.jitter())));

        // From when azure-identity's cache lets go of a token until Azure wants the next in hand.
        assertThat(azure.lead()).isLessThan(Duration.ofMinutes(5));
        assertThat(latest).isGreaterThan(Duration.ofMinutes(3));
    }

    @Test
    void setsEachNumber() {
        RenewalPolicy policy = RenewalPolicy.builder()
                .firstCredential(ofSeconds(60))
                .requestDeadline(ofSeconds(20))
                .smallestInterval(ofSeconds(2))
                .backOffCap(ofSeconds(40))
                .lead(ofSeconds(300))
                .longLived(ofSeconds(8_000))
                .riskMargin(ofSeconds(200))
                .jitter(0.1)
                .build();

        assertThat(policy)
                .isEqualTo(new RenewalPolicy(
                        ofSeconds(60),
                        ofSeconds(20),
                        ofSeconds(2),
                        ofSeconds(40),
                        ofSeconds(300),
                        ofSeconds(8_000),
                        ofSeconds(200),
                        0.1));
        assertThat(policy.toBuilder().build()).isEqualTo(policy);
        assertThat(RenewalPolicy.builder().build()).isEqualTo(RenewalPolicy.AZURE);
    }

    @Test
    void anotherLeadOrJitterLeavesTheRest() {
        RenewalPolicy azure = RenewalPolicy.AZURE;
        assertThat(azure.withLead(ofSeconds(7)).lead()).isEqualTo(ofSeconds(7));
        assertThat(azure.withLead(ofSeconds(7)).withLead(azure.lead())).isEqualTo(azure);
        assertThat(azure.withJitter(0.7).jitter()).isEqualTo(0.7);
        assertThat(azure.withJitter(0.7).withJitter(azure.jitter())).isEqualTo(azure);
    }

    private static RenewalPolicy withJitter(double jitter) {
        return RenewalPolicy.builder().jitter(jitter).build();
    }
}
