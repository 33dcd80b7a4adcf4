package dev.redisentra.core.entra;

import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.azure.identity.CredentialUnavailableException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "CONTAINER_APP_NAME KUBERNETES_SERVICE_HOST,         az containerapp identity show",
        "CONTAINER_APP_JOB_NAME,                             az containerapp job identity show",
        "WEBSITE_SITE_NAME,                                  az webapp identity show",
        "WEBSITE_SITE_NAME FUNCTIONS_EXTENSION_VERSION,      az functionapp identity show",
        "KUBERNETES_SERVICE_HOST AZURE_FEDERATED_TOKEN_FILE, az identity federated-credential list",
        "KUBERNETES_SERVICE_HOST,                            azure.workload.identity/use",
        "HOME,                                               az login",
    })
    void theRemedyIsForWhereTheServiceRuns(String variables, String remedy) {
        Map<String, String> environment =
                Pattern.compile(" ").splitAsStream(variables).collect(toMap(Function.identity(), variable -> "set"));

        assertThat(IdentityFailure.of(new CredentialUnavailableException("none"), "a scope", environment)
                        .remedy())
                .contains(remedy);
    }
}
