package dev.redisentra.core.entra;

import java.util.Map;

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

import static org.assertj.core.api.Assertions.assertThat;

/** App Service, whose dialect is that of Container Apps, with the real azure-identity in a process that is a web app. */
@Timeout(120)
@Tag("long")
@ResourceLock(value = "identity endpoint", mode = ResourceAccessMode.READ)
@Execution(ExecutionMode.CONCURRENT)
class AppServiceTest {
    @Test
    @WithLocalAzure
    void givesAnIdentityItsToken(LocalAzure azure) throws Exception {
        try (IdentityProcess service = IdentityProcess.start(azure.environment(IdentityKind.APP_SERVICE))) {
            assertThat(service.next("awaited")).isEqualTo(azure.identity().principalId() + " after 0 failures");
        }
    }

    @Test
    @WithLocalAzure
    void thatKnowsNoSuchIdentityIsToldWithItsOwnCommand(LocalAzure azure) throws Exception {
        Map<String, String> environment = azure.environment(IdentityKind.APP_SERVICE);
        environment.put("AZURE_CLIENT_ID", "22222222-2222-2222-2222-222222222222");
        try (IdentityProcess service = IdentityProcess.start(environment)) {
            assertThat(service.next("refused"))
                    .startsWith("IDENTITY_REFUSED ")
                    .contains("No User Assigned or Delegated Managed Identity found", "az webapp identity show");
        }
    }
}
