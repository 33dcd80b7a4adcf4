package dev.redisentra.core.entra;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.core.util.ConfigurationBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.IdentityKind;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenRequests;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Service principals and workload identities: the real azure-identity finds them in the environment, and asks the test kit's
 * Entra over TLS. Its HTTP client trusts the kit's CA, and does not look for the authority at Microsoft: the two things that
 * no variable says.
 */
@Timeout(120)
@ResourceLock(value = "identity endpoint", mode = ResourceAccessMode.READ)
@Execution(ExecutionMode.CONCURRENT)
class AskingEntraTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final BlockingQueue<AuthException> failures = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @EnumSource(names = {"WORKLOAD_IDENTITY", "CLIENT_SECRET", "CLIENT_CERTIFICATE"})
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure
    void logsInWithAndKeepsWhatIsCached(IdentityKind kind, LocalAzure azure) throws Exception {
        Map<String, String> environment = azure.environment(kind);
        TokenCredential identity = identity(azure, environment);
        try (CredentialSource source = open(environment, identity);
                CredentialSource another = open(environment, identity)) {
            RedisCredential first = source.await(LONG);
            assertThat(first.username()).isEqualTo(azure.identity().principalId());
            assertThat(another.await(LONG).username()).isEqualTo(first.username());
        }
        // Both may ask before the cache is filled.
        assertThat(azure.identity().requests().received()).isBetween(1L, 2L);
    }

    @ParameterizedTest
    @EnumSource(names = {"WORKLOAD_IDENTITY", "CLIENT_SECRET", "CLIENT_CERTIFICATE"})
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure(tokenLifetimeSeconds = 5)
    void renewsWith(IdentityKind kind, LocalAzure azure) throws Exception {
        Map<String, String> environment = azure.environment(kind);
        BlockingQueue<RedisCredential> renewed = new LinkedBlockingQueue<>();
        try (CredentialSource source = open(environment, identity(azure, environment))) {
            source.listen(event -> {
                if (event instanceof AuthEvent.Renewed next) {
                    renewed.add(next.credential());
                }
            });
            RedisCredential first = source.await(LONG);
            RedisCredential next = renewed.take();
            while (next.equals(first)) {
                next = renewed.take();
            }
            assertThat(next.username()).isEqualTo(first.username());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AZURE_CLIENT_SECRET, wrong,                                AADSTS7000215, AZURE_CLIENT_SECRET",
        "AZURE_CLIENT_ID,     22222222-2222-2222-2222-222222222222, AADSTS700016,  AZURE_TENANT_ID",
        "AZURE_TENANT_ID,     33333333-3333-3333-3333-333333333333, AADSTS90002,   AZURE_TENANT_ID"
    })
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure
    void endsTheWaitWhereEntraRefuses(String variable, String value, String said, String remedy, LocalAzure azure)
            throws Exception {
        Map<String, String> environment = azure.environment(IdentityKind.CLIENT_SECRET);
        environment.put(variable, value);
        try (CredentialSource source = open(environment, identity(azure, environment))) {
            assertThatExceptionOfType(AuthException.class)
                    .isThrownBy(() -> source.await(LONG))
                    .withMessageContainingAll(said, remedy)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.IDENTITY_REFUSED));
        }
        assertThat(azure.identity().requests())
                .as("of this identity, for whom nothing was asked rightly")
                .isEqualTo(new TokenRequests(0, 0));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure
    void endsTheWaitWhereTheFederatedTokenIsAnothers(LocalAzure azure) throws Exception {
        try (LocalAzure another = LocalAzure.builder().start()) {
            Map<String, String> environment = azure.environment(IdentityKind.WORKLOAD_IDENTITY);
            environment.put(
                    "AZURE_FEDERATED_TOKEN_FILE",
                    another.environment(IdentityKind.WORKLOAD_IDENTITY).get("AZURE_FEDERATED_TOKEN_FILE"));
            try (CredentialSource source = open(environment, identity(azure, environment))) {
                assertThatExceptionOfType(AuthException.class)
                        .isThrownBy(() -> source.await(LONG))
                        .withMessageContaining("AADSTS700213")
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.IDENTITY_REFUSED));
            }
        }
    }

    static Stream<IdentityFault> troublesThatAzureIdentityBridges() {
        return Stream.of(
                IdentityFault.status(500),
                IdentityFault.status(503),
                IdentityFault.throttled(Duration.ofSeconds(1)),
                IdentityFault.slow(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("troublesThatAzureIdentityBridges")
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure
    void leavesAShortOutageToAzureIdentity(IdentityFault trouble, LocalAzure azure) throws Exception {
        Map<String, String> environment = azure.environment(IdentityKind.CLIENT_SECRET);
        azure.identity().fail(trouble, 1);
        try (CredentialSource source = open(environment, identity(azure, environment))) {
            source.await(LONG);
            assertThat(source.status().counters().failures()).isZero();
        }
        assertThat(azure.identity().requests().answered()).isOne();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @WithLocalAzure
    void outlastsAnOutage(LocalAzure azure) throws Exception {
        Map<String, String> environment = azure.environment(IdentityKind.WORKLOAD_IDENTITY);
        azure.identity().fail(IdentityFault.status(500));
        try (CredentialSource source = open(environment, identity(azure, environment))) {
            AuthException failure = failures.take();
            assertThat(failure.mayPass()).isTrue();
            azure.identity().recover();
            assertThat(source.await(LONG).username()).isEqualTo(azure.identity().principalId());
        }
    }

    private CredentialSource open(Map<String, String> environment, TokenCredential identity) {
        RedisSettings settings = RedisSettings.fromEnvironment(environment);
        CredentialSource source = CredentialSources.open(EntraStrategy.of(settings, identity), IdentityProcess.PATIENT);
        source.listen(event -> {
            if (event instanceof AuthEvent.RenewalFailed failed) {
                failures.add(failed.cause());
            }
        });
        return source;
    }

    private static TokenCredential identity(LocalAzure azure, Map<String, String> environment)
            throws GeneralSecurityException {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(
                null,
                PrivateCa.trustManagers(azure.redis().certificateAuthority()).getTrustManagers(),
                null);
        Configuration configuration =
                new ConfigurationBuilder(path -> Map.of(), path -> Map.of(), path -> environment).build();
        return new DefaultAzureCredentialBuilder()
                .configuration(configuration)
                .authorityHost(String.valueOf(environment.get("AZURE_AUTHORITY_HOST")))
                .httpClient(new JdkHttpClientBuilder(HttpClient.newBuilder().sslContext(trusting)).build())
                .disableInstanceDiscovery()
                .build();
    }
}
