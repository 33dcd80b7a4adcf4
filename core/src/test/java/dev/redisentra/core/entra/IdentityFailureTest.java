package dev.redisentra.core.entra;

import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.identity.CredentialUnavailableException;
import com.microsoft.aad.msal4j.MsalClientException;
import com.microsoft.aad.msal4j.MsalServiceException;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityFailureTest {
    private static final String SCOPE = "https://redis.azure.com/.default";

    @ParameterizedTest
    @CsvSource({
        "400, IDENTITY_REFUSED", "401, IDENTITY_REFUSED", "403, IDENTITY_REFUSED", "404, IDENTITY_REFUSED",
        "408, IDENTITY_UNAVAILABLE", "429, IDENTITY_UNAVAILABLE", "500, IDENTITY_UNAVAILABLE",
                "503, IDENTITY_UNAVAILABLE",
    })
    void tellsARefusalFromAnOutageByTheStatus(int status, Kind kind) {
        assertThat(explain(new ClientAuthenticationException("no", new Answer(status)))
                        .kind())
                .isEqualTo(kind);
        assertThat(explain(wrapped(new Refusal(status))).kind()).isEqualTo(kind);
    }

    static Stream<Arguments> otherFailures() {
        return Stream.of(
                Arguments.of(new IllegalStateException("broken"), Kind.IDENTITY_UNAVAILABLE, "broken"),
                Arguments.of(new IllegalStateException(), Kind.IDENTITY_UNAVAILABLE, "IllegalStateException"),
                Arguments.of(
                        new ClientAuthenticationException("cut off\nwith advice", null),
                        Kind.IDENTITY_UNAVAILABLE,
                        "cut off."),
                Arguments.of(
                        wrapped(new MsalClientException(new ConnectException("refused"))),
                        Kind.IDENTITY_UNAVAILABLE,
                        "refused"),
                Arguments.of(managedIdentity("Try later"), Kind.IDENTITY_UNAVAILABLE, "Try later"));
    }

    @ParameterizedTest
    @MethodSource("otherFailures")
    void repeatsWhatTheOneSaidWhoWasAsked(RuntimeException failure, Kind kind, String reason) {
        AuthException explained = explain(failure);

        assertThat(explained.kind()).isEqualTo(kind);
        assertThat(explained)
                .hasMessageContainingAll(reason, SCOPE, "AZURE_CLIENT_ID")
                .hasCause(failure)
                .message()
                .doesNotContain("see inner exception", "Correlation", "advice");
    }

    /** As virtual machines, App Service and Container Apps put it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Identity not found",
                "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
                "Unable to load requested managed identity.",
                "Unable to load the proper Managed Identity."
            })
    void knowsAnIdentityThatIsNotAssigned(String said) {
        AuthException explained = explain(managedIdentity(said));

        assertThat(explained.kind()).isEqualTo(Kind.IDENTITY_REFUSED);
        assertThat(explained.problem()).contains(said);
        assertThat(explained.remedy()).contains("check that an identity is assigned");
    }

    /** A directory that knows the application, the user, the resource or itself not. */
    @ParameterizedTest
    @ValueSource(strings = {"AADSTS700016", "AADSTS50020", "AADSTS650052", "AADSTS90002", "AADSTS500011"})
    void looksForTheTenantWhereEntraDoes(String code) {
        AuthException explained =
                explain(new ClientAuthenticationException(code + ": not in this directory.", new Answer(400)));

        assertThat(explained.kind()).isEqualTo(Kind.IDENTITY_REFUSED);
        assertThat(explained.remedy()).contains("AZURE_TENANT_ID", "the same tenant");
        assertThat(explain(new ClientAuthenticationException("AADSTS7000215: no.", new Answer(401)))
                        .remedy())
                .doesNotContain("the same tenant");
    }

    @Test
    void tellsNoIdentityFromOneThatIsNotReadyYet() {
        CredentialUnavailableException failure = new CredentialUnavailableException("none of eight");

        AuthException nowhere = IdentityFailure.of(failure, SCOPE, Map.of());
        assertThat(nowhere.kind()).isEqualTo(Kind.NO_IDENTITY);
        assertThat(nowhere.problem())
                .contains("none of eight", "none of the variables of an Azure identity is set")
                .doesNotContain("..", "IMDS");

        AuthException onAzure = IdentityFailure.of(
                failure, SCOPE, Map.of("IDENTITY_ENDPOINT", "http://secret.example", "AZURE_CLIENT_ID", "s3cret"));
        assertThat(onAzure.kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
        assertThat(onAzure)
                .hasMessageContaining("set: IDENTITY_ENDPOINT, AZURE_CLIENT_ID")
                .message()
                .doesNotContain("s3cret", "secret.example");
    }

    @Test
    void namesAllThatWereTried() {
        AuthException nowhere = IdentityFailure.of(new CredentialUnavailableException("""
                        EnvironmentCredential authentication unavailable. Environment variables are not set.Read on.
                        ManagedIdentityCredential authentication unavailable. No response received from the IMDS endpoint.
                        azure-identity-broker dependency is not available. Ensure that it is."""), SCOPE, Map.of());

        assertThat(nowhere.mayPass()).as("IMDS may come up").isTrue();
        assertThat(nowhere.problem())
                .contains("nor did IMDS (169.254.169.254)")
                .endsWith(": EnvironmentCredential authentication unavailable; ManagedIdentityCredential authentication"
                        + " unavailable; azure-identity-broker dependency is not available.");
    }

    @Test
    void tellsAnImdsThatHasNoSuchIdentityFromOneThatDoesNotAnswer() {
        AuthException answered =
                IdentityFailure.of(new CredentialUnavailableException("""
                        EnvironmentCredential authentication unavailable. Environment variables are not set.
                        Managed Identity authentication is not available."""), SCOPE, Map.of("AZURE_CLIENT_ID", "an-id"));

        assertThat(answered.kind()).isEqualTo(Kind.NO_IDENTITY);
        assertThat(answered.problem())
                .contains("IMDS (169.254.169.254) said that none is assigned, or not the one of AZURE_CLIENT_ID")
                .doesNotContain("nor did IMDS");
    }

    @Test
    void namesImdsWhereNothingElseIsSet() {
        IllegalStateException failure = new IllegalStateException("told to fail");

        assertThat(IdentityFailure.of(failure, SCOPE, Map.of("AZURE_CLIENT_ID", "an-id")))
                .hasMessageContaining("(set: AZURE_CLIENT_ID), then IMDS, at 169.254.169.254: told to fail.");
        for (String variable : List.of("IDENTITY_ENDPOINT", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_SECRET")) {
            assertThat(IdentityFailure.of(failure, SCOPE, Map.of(variable, "a value")))
                    .message()
                    .doesNotContain("IMDS");
        }
    }

    @Test
    void endsAtACircleOfCauses() {
        IllegalStateException inner = new IllegalStateException("inner");
        IllegalStateException outer = new IllegalStateException("outer", inner);
        inner.initCause(outer);

        assertThat(explain(outer).kind()).isEqualTo(Kind.IDENTITY_UNAVAILABLE);
    }

    private static AuthException explain(RuntimeException failure) {
        return IdentityFailure.of(failure, SCOPE, Map.of());
    }

    /** As azure-identity wraps what MSAL throws. */
    private static RuntimeException wrapped(Exception cause) {
        return new ClientAuthenticationException(
                "DefaultAzureCredential authentication failed, see inner exception for more information.\nadvice",
                null,
                new RuntimeException(new ExecutionException(cause)));
    }

    /** As MSAL tells of a managed identity's endpoint: without the status. */
    private static RuntimeException managedIdentity(String said) {
        return wrapped(new MsalServiceException(
                "[Managed Identity] Error Message: %s Managed Identity Correlation ID: null Use this Correlation ID for further investigation."
                        .formatted(said),
                "managed_identity_request_failed"));
    }

    /** As MSAL tells of Entra's refusal. */
    private static final class Refusal extends MsalServiceException {
        private static final long serialVersionUID = 1;

        private final int status;

        Refusal(int status) {
            super("AADSTS7000215: Invalid client secret provided.", "invalid_client");
            this.status = status;
        }

        @Override
        public Integer statusCode() {
            return status;
        }
    }

    private static final class Answer extends HttpResponse {
        private final int status;

        Answer(int status) {
            super(new HttpRequest(HttpMethod.GET, "http://localhost"));
            this.status = status;
        }

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        @Deprecated
        @SuppressWarnings("InlineMeSuggester")
        public String getHeaderValue(String name) {
            return "";
        }

        @Override
        public String getHeaderValue(HttpHeaderName name) {
            return "";
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders();
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.empty();
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.empty();
        }

        @Override
        public Mono<String> getBodyAsString() {
            return Mono.empty();
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.empty();
        }
    }
}
