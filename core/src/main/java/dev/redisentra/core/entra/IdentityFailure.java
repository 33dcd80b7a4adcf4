package dev.redisentra.core.entra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.CredentialUnavailableException;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;

/** From azure-identity's exceptions to a sentence that says what is wrong and what mends it. */
final class IdentityFailure {
    static final String WHAT_TO_CHECK =
            "On Azure, check that an identity is assigned (az containerapp identity show) and that AZURE_CLIENT_ID is set"
                    + " for a user-assigned one; elsewhere, log in with az login or set AZURE_TENANT_ID, AZURE_CLIENT_ID"
                    + " and AZURE_CLIENT_SECRET.";

    private IdentityFailure() {}

    static AuthException of(RuntimeException failure, String scope) {
        return of(failure, scope, System.getenv());
    }

    static AuthException of(RuntimeException failure, String scope, Map<String, String> environment) {
        String reason = firstLine(failure);
        if (failure instanceof CredentialUnavailableException) {
            // With an identity endpoint in the environment this is a platform that is not ready yet.
            boolean hasEndpoint = environment.containsKey("IDENTITY_ENDPOINT");
            return new AuthException(
                    hasEndpoint ? Kind.IDENTITY_UNAVAILABLE : Kind.NO_IDENTITY,
                    "No identity answered for %s (%s): %s".formatted(scope, whatIsThere(environment), reason),
                    WHAT_TO_CHECK,
                    failure);
        }
        if (failure instanceof ClientAuthenticationException refused && !mayPass(refused)) {
            return new AuthException(
                    Kind.IDENTITY_REFUSED,
                    "Entra refused a token for %s (%s): %s".formatted(scope, whatIsThere(environment), reason),
                    WHAT_TO_CHECK,
                    failure);
        }
        return new AuthException(
                Kind.IDENTITY_UNAVAILABLE,
                "The identity failed for %s (%s): %s".formatted(scope, whatIsThere(environment), reason),
                WHAT_TO_CHECK,
                failure);
    }

    /** 429 and 5xx pass; so does what has no status, such as a broken connection. */
    private static boolean mayPass(ClientAuthenticationException failure) {
        if (failure.getResponse() == null) {
            return true;
        }
        int status = failure.getResponse().getStatusCode();
        return status == 429 || status >= 500;
    }

    /** The variables that azure-identity goes by, by name alone: some of their values are secrets. */
    private static String whatIsThere(Map<String, String> environment) {
        List<String> found = new ArrayList<>();
        for (String variable :
                List.of("IDENTITY_ENDPOINT", "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE")) {
            if (environment.containsKey(variable)) {
                found.add(variable);
            }
        }
        return found.isEmpty()
                ? "none of the variables of an Azure identity is set"
                : "set: " + String.join(", ", found);
    }

    /** azure-identity's messages run over many lines, with advice for each credential it tried. */
    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElseThrow();
    }
}
