package dev.redisentra.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ManagedIdentityCredential;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import redis.clients.authentication.core.SimpleToken;
import redis.clients.authentication.core.Token;
import redis.clients.authentication.core.TokenListener;
import redis.clients.authentication.core.TokenManager;
import redis.clients.authentication.core.TokenManagerConfig;

/** What a connection pays, at its login, for the credential of the moment. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // by JMH, in open()
public class CurrentCredentialBenchmark {
    private static final TokenRequestContext REDIS =
            new TokenRequestContext().addScopes("https://redis.azure.com/.default");

    private LocalAzure azure;
    private CredentialSource source;
    private ManagedIdentityCredential azureIdentity;
    private TokenManager manager;

    @Setup
    public void open() {
        azure = Engine.azure();
        source = Engine.source(azure);
        source.await(Duration.ofSeconds(20));
        azureIdentity = new ManagedIdentityCredentialBuilder()
                .clientId(azure.identity().clientId())
                .build();
        manager = new TokenManager(
                () -> token(azure.identity().issue()),
                new TokenManagerConfig(0.8f, 1000, 1000, new TokenManagerConfig.RetryPolicy(5, 100)));
        manager.start(new Deaf(), true);
    }

    private static Token token(IssuedToken issued) {
        return new SimpleToken(
                issued.principalId(),
                issued.value(),
                issued.expiresAt().toEpochMilli(),
                Instant.now().toEpochMilli(),
                Map.of());
    }

    @TearDown
    public void close() {
        manager.stop();
        source.close();
        azure.close();
    }

    @Benchmark
    public RedisCredential redisEntra() {
        return source.current();
    }

    @Benchmark
    public Token authxTokenManager() {
        return manager.getCurrentToken();
    }

    @Benchmark
    public AccessToken azureIdentityCached() {
        return azureIdentity.getTokenSync(REDIS);
    }

    private static final class Deaf implements TokenListener {
        @Override
        public void onTokenRenewed(Token token) {}

        @Override
        public void onError(Exception reason) {}
    }
}
