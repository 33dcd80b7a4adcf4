package dev.redisentra.jedis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.entra.EntraStrategy;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

@WithLocalAzure(azureIdentity = true)
class JedisClientsTest {
    private static final Duration CLAIMED_LIFE = Duration.ofSeconds(10);

    @Test
    void aPlaceTheCertificateDoesNotNameIsRefused() {
        try (LocalAzure azure =
                LocalAzure.builder().certificateFor("elsewhere.example").start()) {
            RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
            try (CredentialSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE);
                    RedisClient redis = JedisClients.standalone(settings, source)) {
                assertThatExceptionOfType(JedisException.class)
                        .isThrownBy(() -> redis.get("greeting"))
                        .havingRootCause()
                        .withMessageContaining("localhost");
                assertThat(azure.redis().counters().authsSent()).isZero();
            }
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused(LocalAzure azure) {
        RedisSettings settings = RedisSettings.builder()
                .host(azure.redis().host())
                .port(azure.redis().port())
                .build();
        try (CredentialSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE);
                RedisClient redis = JedisClients.standalone(settings, source)) {
            assertThatExceptionOfType(JedisException.class)
                    .isThrownBy(() -> redis.get("greeting"))
                    .withCauseInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aMissingAuthorityIsNamed(LocalAzure azure, @TempDir Path directory) throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        RedisSettings settings =
                RedisSettings.builder().host("localhost").tlsCa(empty).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JedisClients.clientConfig(settings))
                .withMessageContaining("empty.pem");
        assertThat(azure).isNotNull();
    }

    @Test
    void theOtherTopologyIsRefused(LocalAzure azure) {
        Map<String, String> environment = azure.environment();
        try (CredentialSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE)) {
            assertThatExceptionOfType(InvalidSettingsException.class)
                    .isThrownBy(() -> JedisClients.cluster(RedisSettings.fromEnvironment(environment), source))
                    .withMessageContaining(
                            "REDIS_TOPOLOGY=standalone: has to be cluster for this client; call standalone(..)");
            environment.put("REDIS_TOPOLOGY", "cluster");
            assertThatExceptionOfType(InvalidSettingsException.class)
                    .isThrownBy(() -> JedisClients.standalone(RedisSettings.fromEnvironment(environment), source))
                    .withMessageContaining("REDIS_TOPOLOGY=cluster: has to be standalone for this client");
        }
    }

    @Test
    @Timeout(60)
    void noIdentityIsAnAnswerAndNotAHang() {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            azure.identity().fail(IdentityFault.status(400));
            RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
            RenewalPolicy policy = new RenewalPolicy() {
                @Override
                public Duration firstCredential() {
                    return Duration.ofSeconds(3);
                }
            };
            try (CredentialSource source = CredentialSources.open(EntraStrategy.of(settings), policy)) {
                assertThatExceptionOfType(AuthException.class)
                        .isThrownBy(() -> JedisClients.standalone(settings, source));
            }
            assertThat(azure.redis().counters().connectionsOpened()).isZero();
        }
    }

    @Test
    void aClusterThatCannotBeReachedLeavesNoListener(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE)) {
            assertThatExceptionOfType(JedisException.class)
                    .isThrownBy(() -> RedisClusterClient.builder()
                            .nodes(Set.of(new HostAndPort("localhost", 1)))
                            .clientConfig(JedisClients.authenticate(JedisClients.clientConfig(settings), source))
                            .build());
            assertThat(source.listeners()).isZero();
        }
    }

    @Test
    void anAdoptersTuningIsKept(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .from(JedisClients.clientConfig(settings))
                .clientName("orders")
                .database(3)
                .build();
        // Nothing is tested while idle, and nothing evicted.
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(17);
        pool.setNumTestsPerEvictionRun(0);
        pool.setMinEvictableIdleDuration(Duration.ofMillis(1));
        HostAndPort address = new HostAndPort(settings.host(), settings.port());
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE);
                RedisClient redis = RedisClient.builder()
                        .hostAndPort(address)
                        .clientConfig(JedisClients.authenticate(config, source))
                        .poolConfig(pool)
                        .build()) {
            assertThat(redis.set("greeting", "hello")).isEqualTo("OK");
            assertThat(String.valueOf(azure.redis().command(0, "CLIENT", "LIST")))
                    .containsPattern(" name=orders .* db=3 ");
            assertThat(redis.getPool().getMaxTotal()).isEqualTo(17);
            fill(redis, 5);

            azure.identity().expire(renewed(source, 5));

            assertThat(redis.getPool().getNumIdle()).isEqualTo(5);
            assertThat(redis.getPool().getDestroyedByEvictorCount()).isZero();
        }
    }

    @Test
    void whatWouldSendATokenUnverifiedIsRefused(LocalAzure azure) {
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE)) {
            assertRefused(DefaultJedisClientConfig.builder().build(), source);
            assertRefused(
                    DefaultJedisClientConfig.builder()
                            .sslOptions(SslOptions.builder()
                                    .sslVerifyMode(SslVerifyMode.INSECURE)
                                    .build())
                            .build(),
                    source);
            assertRefused(
                    DefaultJedisClientConfig.builder()
                            .sslOptions(SslOptions.builder()
                                    .sslVerifyMode(SslVerifyMode.CA)
                                    .build())
                            .build(),
                    source);
            assertRefused(withParameters(new SSLParameters()), source);
            assertThat(source.listeners()).isZero();
        }
    }

    @SuppressWarnings("deprecation") // adopters have it
    private static JedisClientConfig withParameters(SSLParameters parameters) {
        return DefaultJedisClientConfig.builder()
                .ssl(true)
                .sslParameters(parameters)
                .build();
    }

    private static void assertRefused(JedisClientConfig config, CredentialSource source) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JedisClients.authenticate(config, source))
                .withMessageStartingWith("sslOptions:");
    }

    @Test
    void noSecretIsInWhatIsPrinted(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        try (CommandedSource source = new CommandedSource(azure.identity(), CLAIMED_LIFE);
                RedisClient redis = JedisClients.standalone(settings, source)) {
            redis.set("greeting", "hello");
            String token = source.current().password().reveal();
            assertThat(redis.getPool().toString()).doesNotContain(token);
            assertThat(redis.getPool().listAllObjects().toString()).doesNotContain(token);
        }
    }

    private static IssuedToken renewed(CommandedSource source, int connections) {
        IssuedToken old = source.renew();
        await().untilAsserted(() -> assertThat(source.reauthenticated()).isEqualTo(connections));
        return old;
    }

    private static void fill(RedisClient redis, int connections) {
        List<Connection> borrowed = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            borrowed.add(redis.getPool().getResource());
        }
        borrowed.forEach(Connection::close);
    }
}
