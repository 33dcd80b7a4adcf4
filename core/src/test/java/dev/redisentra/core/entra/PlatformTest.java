package dev.redisentra.core.entra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "HOME,                                               az vm identity show",
        "HOME,                                               az login",
    })
    void theRemedyIsForWhereTheServiceRuns(String variables, String remedy) {
        Map<String, String> environment =
                Pattern.compile(" ").splitAsStream(variables).collect(toMap(Function.identity(), variable -> "set"));

        assertThat(IdentityFailure.of(new CredentialUnavailableException("none"), "a scope", environment)
                        .remedy())
                .contains(remedy);
    }

    /** The page that tells the platforms apart names the same commands. */
    @ParameterizedTest
    @CsvSource({
        "CONTAINER_APP_NAME,          az containerapp identity show",
        "CONTAINER_APP_JOB_NAME,      az containerapp job identity show",
        "WEBSITE_SITE_NAME,           az webapp identity show",
        "FUNCTIONS_EXTENSION_VERSION, az functionapp identity show",
        "AZURE_FEDERATED_TOKEN_FILE,  az identity federated-credential list",
    })
    void theDocumentsNameTheSame(String variable, String command) throws IOException {
        assertThat(Platform.of(Map.of(variable, "set")).whatToCheck()).contains(command);
        assertThat(Files.readAllLines(Path.of("..", "docs", "other-homes.md")))
                .anySatisfy(line ->
                        assertThat(line).startsWith("| `" + variable + "` |").endsWith("| `" + command + "` |"));
    }
}
