package dev.redisentra.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A start that cannot work ends by itself, with one message that names the setting and the remedy. The short lane has a
 * process for three of them on one client each; StartFailureTest has the others, on all clients, without a process.
 */
@Execution(ExecutionMode.CONCURRENT)
class FailedStartIT {
    private static final String KEY = "a-key-nobody-may-see";

    static Stream<Arguments> wrongSettings() {
        // The port's rule is core's, which has its test there.
        return Stream.of(
                        Arguments.of(
                                Map.of(
                                        "REDIS_PORT",
                                        "many",
                                        "REDIS_CLIENT",
                                        "hiredis",
                                        "REDIS_TLS_CA",
                                        "/nowhere/ca.pem"),
                                List.of(
                                        "REDIS_HOST is required",
                                        "REDIS_PORT=many: must be a number from 1 to 65535",
                                        "REDIS_CLIENT=hiredis: must be one of lettuce, jedis, redisson",
                                        "REDIS_TLS_CA=/nowhere/ca.pem: there is no such file")),
                        Arguments.of(
                                Map.of("REDIS_HOST", "contoso.westeurope.redis.azure.net", "REDIS_PORT", "6380"),
                                List.of("REDIS_PORT=6380: contoso.westeurope.redis.azure.net is Azure Managed Redis,"
                                        + " which listens with TLS on 10000")))
                .limit(Lane.WIDE ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void wrongSettingsAreNamedTogether(Map<String, String> settings, List<String> messages) throws Exception {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("REDIS_ACCESS_KEY", KEY);

        expectFailure(environment, messages.toArray(String[]::new));
    }

    @ParameterizedTest
    @Tag("scaled")
    @MethodSource("dev.redisentra.sample.Lane#lettuceOrAll")
    void aPrincipalWithoutAPolicyIsToldWhichCommandFixesIt(String client) throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            Map<String, String> environment = new HashMap<>(azure.environment());
            environment.put("REDIS_CLIENT", client);
            azure.redis().refuseAuth();

            expectFailure(
                    environment,
                    "WRONGPASS",
                    "az redis access-policy-assignment create",
                    "--object-id " + azure.identity().principalId());
        }
    }

    @ParameterizedTest
    @Tag("scaled")
    @MethodSource("dev.redisentra.sample.Lane#jedisOrAll")
    void anIdentityThatIsNotThereIsToldApart(String client) throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            Map<String, String> environment = new HashMap<>(azure.environment());
            environment.put("REDIS_CLIENT", client);
            environment.keySet().removeIf(name -> name.startsWith("IDENTITY_") || name.startsWith("AZURE_"));
            environment.put("REDIS_START_TIMEOUT", "8s");

            expectFailure(environment, "none of the variables of an Azure identity is set", "az login");
        }
    }

    @ParameterizedTest
    @Tag("long")
    @MethodSource("dev.redisentra.sample.Lane#redissonOrAll")
    void aHostThatDoesNotResolveIsNamed(String client) throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            Map<String, String> environment = new HashMap<>(azure.environment());
            environment.put("REDIS_CLIENT", client);
            environment.put("REDIS_HOST", "nowhere.invalid");

            expectFailure(environment, "The host nowhere.invalid does not resolve", "REDIS_HOST");
        }
    }

    @ParameterizedTest
    @Tag("long")
    @MethodSource("dev.redisentra.sample.Lane#jedisOrAll")
    void aCertificateForAnotherNameIsRefused(String client) throws Exception {
        try (LocalAzure azure =
                LocalAzure.builder().certificateFor("another.example").start()) {
            Map<String, String> environment = new HashMap<>(azure.environment());
            environment.put("REDIS_CLIENT", client);

            expectFailure(environment, "is for another name", "REDIS_HOST");
        }
    }

    private static void expectFailure(Map<String, String> environment, String... message) throws Exception {
        try (SampleProcess sample = SampleProcess.start(environment)) {
            int exitCode = sample.awaitExit();

            assertThat(sample.output()).contains(message).contains("Action:");
            assertThat(exitCode).isNotZero();
            assertThat(sample.output()).doesNotContain("\tat ", KEY, "eyJ").doesNotContain("SET health ok");
        }
    }
}
