package dev.redisentra.spring;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.config.InvalidSettingsException;
import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.mock.env.MockEnvironment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A start that fails says what is wrong and what fixes it, in properties. */
class StartFailureAnalyzerTest {
    private final MockEnvironment environment =
            new MockEnvironment().withProperty("spring.data.redis.host", "contoso.westeurope.redis.azure.net");
    private final StartFailureAnalyzer analyzer = new StartFailureAnalyzer(null, environment);

    private FailureAnalysis analyze(Throwable failure) {
        return requireNonNull(analyzer.analyze(new IllegalStateException("of a bean", failure)));
    }

    @Test
    void wrongSettings() {
        Throwable wrong = catchThrowable(
                () -> RedisEntraSettings.read(new MockEnvironment().withProperty("redis-entra.auth", "entro")));
        assertThat(wrong).isInstanceOf(InvalidSettingsException.class);

        FailureAnalysis analysis = analyze(wrong);

        assertThat(analysis.getDescription()).contains("redis-entra.auth=entro", "spring.data.redis.host is required");
        assertThat(analysis.getAction()).contains("redis-entra.enabled=false");
    }

    @Test
    void noIdentity() {
        FailureAnalysis analysis = analyze(new AuthException(
                AuthException.Kind.NO_IDENTITY,
                "There is no identity here.",
                "Set REDIS_SCOPE or AZURE_CLIENT_ID.",
                null));

        assertThat(analysis.getDescription()).isEqualTo("There is no identity here.");
        assertThat(analysis.getAction()).isEqualTo("Set redis-entra.scope or AZURE_CLIENT_ID.");
    }

    @Test
    void aRefusedLogin() {
        FailureAnalysis analysis = analyze(new RedisConnectionFailureException(
                "Unable to connect",
                new RedisCommandExecutionException("WRONGPASS invalid username-password pair or user is disabled.")));

        assertThat(analysis.getDescription()).contains("contoso.westeurope.redis.azure.net", "WRONGPASS");
        assertThat(analysis.getAction()).isNotBlank().doesNotContain("REDIS_");
    }

    @Test
    void aMissingAdapter() {
        FailureAnalysis analysis = analyze(new MissingAdapterException("Jedis", "redis-entra-jedis"));

        assertThat(analysis.getDescription()).contains("Jedis", "redis-entra-jedis is not on the class path");
        assertThat(analysis.getAction()).contains("Add dev.redisentra:redis-entra-jedis");
    }

    @Test
    void aClientOfAnotherVersion() {
        NoSuchMethodError wrong = new NoSuchMethodError("org.redisson.config.Config.setSslProvider");
        wrong.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("dev.redisentra.redisson.RedissonClients", "config", "RedissonClients.java", 1)
        });

        FailureAnalysis analysis = analyze(wrong);

        assertThat(analysis.getDescription()).contains("of a version that the adapter does not know", "setSslProvider");
    }

    @Test
    void anApplicationsOwnSettingsAreItsOwnToExplain() {
        environment.setProperty("redis-entra.enabled", "false");

        assertThat(analyzer.analyze(new MissingAdapterException("Jedis", "redis-entra-jedis")))
                .isNull();
    }

    @Test
    void whatIsOfOthersIsLeftToOthers() {
        assertThat(analyzer.analyze(new IllegalStateException("something else")))
                .isNull();
        assertThat(analyzer.analyze(new NoSuchMethodError("of another library")))
                .isNull();
    }
}
