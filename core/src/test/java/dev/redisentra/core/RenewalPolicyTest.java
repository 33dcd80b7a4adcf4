package dev.redisentra.core;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RenewalPolicyTest {
    /** Those of the future, too; in an order that is the same in each JVM. */
    static Stream<String> durations() {
        return Arrays.stream(RenewalPolicy.class.getMethods())
                .filter(number -> number.getReturnType() == Duration.class)
                .map(Method::getName)
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("durations")
    void takesNoDurationThatIsNotPositive(String name) {
        for (Duration bad : new Duration[] {Duration.ZERO, ofSeconds(-1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PolicyRules.checked(with(Map.of(name, bad))))
                    .withMessage("%s=%s: must be positive", name, bad);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void takesNoJitterBeyondAll(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyRules.checked(with(Map.of("jitter", jitter))))
                .withMessage("jitter=%s: must be from 0 to 1", jitter);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void takesAnyJitterUpToAll(double jitter) {
        assertThatCode(() -> PolicyRules.checked(with(Map.of("jitter", jitter))))
                .doesNotThrowAnyException();
    }

    @Test
    void takesNoCapBelowTheSmallestInterval() {
        Map<String, Object> numbers = Map.of("smallestInterval", ofSeconds(2), "backOffCap", ofSeconds(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyRules.checked(with(numbers)))
                .withMessage("backOffCap=PT1S: must not be below smallestInterval=PT2S");
    }

    @Test
    void aSourceIsNotOpenedWithANumberThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Life.on(with(Map.of("jitter", 2.0))))
                .withMessageContaining("jitter=2.0");
    }

    @Test
    void asksWithinAzuresWindow() {
        RenewalPolicy azure = PolicyRules.checked(RenewalPolicy.AZURE);
        Duration latest = Duration.ofMillis((long) (azure.lead().toMillis() * (1 - azure.jitter())));

        // From when azure-identity's cache lets go of a token until Azure wants the next in hand.
        assertThat(azure.lead()).isLessThan(Duration.ofMinutes(5));
        assertThat(latest).isGreaterThan(Duration.ofMinutes(3));
    }

    /** Azure's, but for these. */
    private static RenewalPolicy with(Map<String, Object> numbers) {
        InvocationHandler answer = (policy, number, nothing) -> numbers.containsKey(number.getName())
                ? numbers.get(number.getName())
                : number.invoke(RenewalPolicy.AZURE);
        return (RenewalPolicy) Proxy.newProxyInstance(
                RenewalPolicyTest.class.getClassLoader(), new Class<?>[] {RenewalPolicy.class}, answer);
    }
}
