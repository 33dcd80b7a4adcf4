package dev.redisentra.core.entra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.azure.core.exception.HttpResponseException;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import org.jspecify.annotations.Nullable;

import static java.util.stream.Collectors.joining;

/** From azure-identity's exceptions to a sentence that says what is wrong and what fixes it. */
final class IdentityFailure {
    /**
     * How Entra says that a directory knows the application, the user, the resource or itself not: AADSTS50020, 650052,
     * 700016, 90002, 500011.
     */
    private static final Pattern OTHER_TENANT = Pattern.compile("AADSTS(?:50020|650052|700016|90002|500011)\\b");

    private static final String WHICH_TENANT =
            "Check AZURE_TENANT_ID: identity and cache have to be in the same tenant, and it has to be that one"
                    + " (az account show --query tenantId).";

    /**
     * How the platforms say that the identity is not assigned: with a status of 400, which MSAL does not pass on for
     * managed identities. Virtual machines, App Service and Container Apps, in turn.
     */
    private static final List<String> NOT_ASSIGNED = List.of(
            "Identity not found",
            "No User Assigned or Delegated Managed Identity found",
            "Unable to load requested managed identity",
            "Unable to load the proper Managed Identity");

    /** MSAL's trailer, which names what the platform's own log goes by, and mostly nothing. */
    private static final String CORRELATION = " ?Managed Identity Correlation ID: null.*";

    /** Without an identity's variables azure-identity asks IMDS, which says so itself in no more than passing. */
    private static final Pattern ASKED_IMDS = Pattern.compile("managed ?identity|imds", Pattern.CASE_INSENSITIVE);

    private static final String NOR_DID_IMDS =
            ", nor did IMDS (169.254.169.254), which virtual machines and AKS have and which may come up later";

    /** All that azure-identity leaves of IMDS's answer that an identity is not assigned, where it asks others as well. */
    private static final String IMDS_ANSWERED = "Managed Identity authentication is not available";

    private static final String IMDS_HAS_NONE =
            ", and IMDS (169.254.169.254) said that none is assigned, or not the one of AZURE_CLIENT_ID";

    /** What is set where others are asked first, and have the last word. */
    private static final List<String> BEFORE_IMDS = List.of(
            "IDENTITY_ENDPOINT",
            "MSI_ENDPOINT",
            "AZURE_FEDERATED_TOKEN_FILE",
            "AZURE_CLIENT_SECRET",
            "AZURE_CLIENT_CERTIFICATE_PATH");

    /** What follows the first sentence of a line: advice, and where to read more. */
    private static final Pattern FURTHER = Pattern.compile("\\.(\\s|$)");

    /** Deeper than any chain of causes that is not a circle. */
    private static final int DEEPEST = 20;

    private IdentityFailure() {}

    /** For when azure-identity says nothing at all. */
    static String whatToCheck() {
        Map<String, String> environment = System.getenv();
        return "It asked with what this environment has %s. %s"
                .formatted(whatIsAsked(environment), Platform.of(environment).whatToCheck());
    }

    static AuthException of(RuntimeException failure, String scope) {
        return of(failure, scope, System.getenv());
    }

    static AuthException of(RuntimeException failure, String scope, Map<String, String> environment) {
        String reason = reason(failure);
        String whatToCheck = Platform.of(environment).whatToCheck();
        if (AzureIdentity.isUnavailable(failure)) {
            // With an identity endpoint in the environment this is a platform that is not ready yet.
            boolean hasEndpoint = environment.containsKey("IDENTITY_ENDPOINT");
            return new AuthException(
                    hasEndpoint ? Kind.IDENTITY_UNAVAILABLE : Kind.NO_IDENTITY,
                    "No identity answered for %s (%s)%s: %s"
                            .formatted(scope, whatIsThere(environment), hasEndpoint ? "" : whatImdsDid(reason), reason),
                    whatToCheck,
                    failure);
        }
        if (isRefused(failure)) {
            return new AuthException(
                    Kind.IDENTITY_REFUSED,
                    "Entra refused a token for %s %s: %s".formatted(scope, whatIsAsked(environment), reason),
                    OTHER_TENANT.matcher(reason).find() ? WHICH_TENANT : whatToCheck,
                    failure);
        }
        return new AuthException(
                Kind.IDENTITY_UNAVAILABLE,
                "The identity failed for %s %s: %s".formatted(scope, whatIsAsked(environment), reason),
                whatToCheck,
                failure);
    }

    /** 429 and 5xx pass; so does what has no status, such as a broken connection. */
    private static boolean isRefused(RuntimeException failure) {
        return causes(failure)
                .anyMatch(cause -> isRefusal(status(cause))
                        || NOT_ASSIGNED.stream().anyMatch(String.valueOf(cause.getMessage())::contains));
    }

    private static boolean isRefusal(@Nullable Integer status) {
        return status != null && status >= 400 && status < 500 && status != 408 && status != 429;
    }

    private static @Nullable Integer status(Throwable cause) {
        if (cause instanceof HttpResponseException http && http.getResponse() != null) {
            return http.getResponse().getStatusCode();
        }
        return AzureIdentity.status(cause);
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

    /** The same, and who is asked where none of them says it. */
    private static String whatIsAsked(Map<String, String> environment) {
        boolean imds = BEFORE_IMDS.stream().noneMatch(environment::containsKey);
        return "(" + whatIsThere(environment) + ")" + (imds ? ", then IMDS, at 169.254.169.254" : "");
    }

    private static String whatImdsDid(String reason) {
        if (reason.contains(IMDS_ANSWERED)) {
            return IMDS_HAS_NONE;
        }
        return ASKED_IMDS.matcher(reason).find() ? NOR_DID_IMDS : "";
    }

    /**
     * What the one who was asked said. azure-identity wraps it in messages of many lines, which advise to look at the
     * innermost exception. Where none of several could be asked, each has a line.
     */
    private static String reason(RuntimeException failure) {
        Throwable said =
                causes(failure).filter(AzureIdentity::isSaid).findFirst().orElse(failure);
        String message = said.getMessage();
        String sentence;
        if (message == null || message.isBlank()) {
            sentence = said.getClass().getSimpleName();
        } else if (AzureIdentity.isUnavailable(said)) {
            sentence = message.strip()
                    .lines()
                    .map(FURTHER::split)
                    .map(line -> line[0])
                    .collect(joining("; "));
        } else {
            sentence = message.strip().lines().findFirst().orElseThrow().replaceFirst(CORRELATION, "");
        }
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
    }
}
