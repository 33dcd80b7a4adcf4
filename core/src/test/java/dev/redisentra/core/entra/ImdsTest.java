package dev.redisentra.core.entra;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.IdentityKind;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A virtual machine's IMDS, with the real azure-identity in a process without an identity's variables. Its address,
 * 169.254.169.254, is none of this machine's: {@code AZURE_POD_IDENTITY_AUTHORITY_HOST} leads to the kit instead.
 * Its processes wait for the most part, and do so side by side.
 */
@Timeout(300)
@ResourceLock(value = "identity endpoint", mode = ResourceAccessMode.READ)
@Execution(ExecutionMode.CONCURRENT)
class ImdsTest {
    @Test
    @WithLocalAzure
    void givesAUserAssignedIdentityItsToken(LocalAzure azure) throws Exception {
        try (IdentityProcess service = IdentityProcess.start(azure.environment(IdentityKind.IMDS))) {
            assertThat(service.next("awaited")).isEqualTo(azure.identity().principalId() + " after 0 failures");
        }
    }

    @Tag("long")
    @Test
    @WithLocalAzure(systemAssigned = true)
    void givesTheSystemAssignedIdentityItsToken(LocalAzure azure) throws Exception {
        Map<String, String> environment = azure.environment(IdentityKind.IMDS);
        assertThat(environment).doesNotContainKey("AZURE_CLIENT_ID");
        try (IdentityProcess service = IdentityProcess.start(environment)) {
            assertThat(service.next("awaited")).isEqualTo(azure.identity().principalId() + " after 0 failures");
        }
    }

    static Stream<IdentityFault> shortTroubles() {
        return Stream.of(
                IdentityFault.status(404),
                IdentityFault.status(410),
                IdentityFault.throttled(Duration.ofSeconds(1)),
                IdentityFault.status(500),
                IdentityFault.slow(Duration.ofSeconds(3)));
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("shortTroubles")
    @WithLocalAzure
    void thatIsInTroubleForAMomentIsWaitedFor(IdentityFault trouble, LocalAzure azure) throws Exception {
        azure.identity().fail(trouble, 1);
        try (IdentityProcess service = IdentityProcess.start(azure.environment(IdentityKind.IMDS))) {
            assertThat(service.next("awaited")).startsWith(azure.identity().principalId());
        }
    }

    static Stream<IdentityFault> outages() {
        return Stream.of(
                IdentityFault.throttled(Duration.ofSeconds(1)), IdentityFault.status(500), IdentityFault.hanging());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("outages")
    @WithLocalAzure
    void thatIsOutForLongerIsOutlasted(IdentityFault outage, LocalAzure azure) throws Exception {
        azure.identity().fail(outage);
        try (IdentityProcess service = IdentityProcess.start(azure.environment(IdentityKind.IMDS))) {
            assertThat(service.next("failed"))
                    .matches("(TIMED_OUT|IDENTITY_UNAVAILABLE) .*")
                    .contains("then IMDS, at 169.254.169.254");
            azure.identity().recover();
            assertThat(service.next("awaited")).startsWith(azure.identity().principalId());
        }
    }

    @Tag("long")
    @Test
    @WithLocalAzure
    void thatKnowsNoSuchIdentityIsNotTakenForOneThatDoesNotAnswer(LocalAzure azure) throws Exception {
        Map<String, String> environment = azure.environment(IdentityKind.IMDS);
        environment.put("AZURE_CLIENT_ID", "22222222-2222-2222-2222-222222222222");
        try (IdentityProcess service = IdentityProcess.start(environment)) {
            assertThat(service.next("failed"))
                    .startsWith("NO_IDENTITY ")
                    .contains("IMDS (169.254.169.254) said that none is assigned", "az vm identity show");
        }
    }
}
