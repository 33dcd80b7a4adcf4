package dev.redisentra.sample.start;

import java.util.HashMap;
import java.util.Map;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.sample.Variables;
import dev.redisentra.sample.redis.RedisOperations;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What is said of a start that cannot work, on each client. FailedStartIT has the same as a process, and its end. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class StartFailureTest {
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void aPrincipalWithoutAPolicyIsToldWhichCommandFixesIt(String client) {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            azure.redis().refuseAuth();

            expectFailure(
                    azure,
                    client,
                    Map.of(),
                    "WRONGPASS",
                    "az redis access-policy-assignment create",
                    "--object-id " + azure.identity().principalId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void aHostThatDoesNotResolveIsNamed(String client) {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            expectFailure(
                    azure,
                    client,
                    Map.of("REDIS_HOST", "nowhere.invalid"),
                    "The host nowhere.invalid does not resolve",
                    "REDIS_HOST");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis", "redisson"})
    void aCertificateForAnotherNameIsRefused(String client) {
        try (LocalAzure azure =
                LocalAzure.builder().certificateFor("another.example").start()) {
            expectFailure(azure, client, Map.of(), "is for another name", "REDIS_HOST");
        }
    }

    /** Settings, source, client and the main job: what fails here fails before there is anything that serves HTTP. */
    @Configuration(proxyBeanMethods = false)
    @ComponentScan(basePackageClasses = {RedisOperations.class, MainJob.class})
    static class Beans {
        /** As the starter opens it, which is no component. */
        @Bean
        CredentialSource credentialSource(RedisSettings settings) {
            return CredentialSources.open(settings);
        }
    }

    private static void expectFailure(LocalAzure azure, String client, Map<String, String> wrong, String... message) {
        azure.identity().requireReachableFromThisJvm();
        Map<String, String> variables = new HashMap<>(azure.environment());
        variables.put("REDIS_START_TIMEOUT", "45s");
        variables.put("REDIS_CLIENT", client);
        variables.putAll(wrong);
        SpringApplicationBuilder application = new SpringApplicationBuilder(Beans.class)
                .environment(Variables.environment(variables))
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false);

        Throwable failure = catchThrowable(() -> application.run().close());

        FailureAnalysis analysis =
                requireNonNull(new StartFailureAnalyzer().analyze(failure), () -> String.valueOf(failure));
        assertThat(analysis.getDescription() + "\n" + analysis.getAction())
                .contains(message)
                .doesNotContain("eyJ");
    }
}
