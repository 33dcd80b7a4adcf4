package dev.redisentra.jedis;

import java.time.Instant;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

import static org.assertj.core.api.Assertions.assertThat;

/** The owner's part alone: by the clock of these tests nothing is due before it is put forward, and then all is. */
@WithLocalAzure
class StandaloneConnectionsTest {
    private volatile Instant now = Instant.now();
    private CommandedSource source;
    private StandaloneConnections connections;

    @BeforeEach
    void open(LocalAzure azure) {
        RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
        source = new CommandedSource(azure.identity());
        connections = StandaloneConnections.open(
                new HostAndPort(settings.host(), settings.port()),
                LoginConfig.dress(JedisClients.clientConfig(settings), source),
                new ConnectionPoolConfig(),
                source,
                () -> now);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    /** Past the tenth of the claimed life over which AUTHs are spread, and far from its end. */
    private void renewAndWaitForAll() {
        source.renew();
        now = now.plus(CommandedSource.CLAIMED_LIFE.dividedBy(5));
    }

    @Test
    void aConnectionThatIsDueIsReauthenticatedBeforeItIsHandedOut() {
        connections.getConnection().close();
        renewAndWaitForAll();

        try (Connection connection = connections.getConnection()) {
            assertThat(source.reauthenticated()).isOne();
            assertThat(connection.ping()).isTrue();
        }
        assertThat(source.reauthenticated()).isOne();
    }

    @Test
    void aConnectionThatIsNotDueIsHandedOutAsItIs() {
        connections.getConnection().close();
        source.renew();

        try (Connection connection = connections.getConnection()) {
            assertThat(connection.ping()).isTrue();
            assertThat(source.reauthenticated()).isZero();
        }
    }

    @Test
    void aConnectionThatCannotAnswerToAuthIsThrownAway() {
        try (Connection connection = connections.getConnection()) {
            connection.executeCommand(Protocol.Command.MULTI);
            renewAndWaitForAll();
        }

        assertThat(source.reauthenticated()).isZero();
        assertThat(connections.getPool().getNumIdle()).isZero();
        assertThat(connections.getPool().getNumActive()).isZero();
    }

    @Test
    void aDeadConnectionIsReplacedBeforeItIsHandedOut(LocalAzure azure) {
        connections.getConnection().close();
        azure.redis().dropConnections();
        renewAndWaitForAll();

        try (Connection connection = connections.getConnection()) {
            assertThat(connection.ping()).isTrue();
        }
        assertThat(source.refusals()).isEmpty();
    }
}
