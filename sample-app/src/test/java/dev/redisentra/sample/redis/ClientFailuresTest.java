package dev.redisentra.sample.redis;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.stream.Stream;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.core.diagnosis.Diagnosis.Problem;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisReadOnlyException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisClusterDownException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisMasterDownException;
import org.redisson.client.RedisMovedException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.RedisWrongPasswordException;
import org.redisson.misc.RedisURI;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisProtocolNotSupportedException;

import static org.assertj.core.api.Assertions.assertThat;

/** The known failures as each client throws them: core, which knows no client, goes by their names and words. */
class ClientFailuresTest {
    private static final RedisSettings ONE =
            RedisSettings.builder().host("contoso.redis.cache.windows.net").build();
    private static final RedisSettings CLUSTER = RedisSettings.builder()
            .host("contoso.redis.cache.windows.net")
            .topology(Topology.CLUSTER)
            .build();

    /** What a server answers, and what it means: to each client in its own exception. */
    private static final List<Arguments> REPLIES = List.of(
            Arguments.of("WRONGPASS invalid username-password pair or user is disabled.", Problem.LOGIN),
            Arguments.of("ERR WRONGPASS invalid username-password pair", Problem.LOGIN),
            Arguments.of("ERR invalid username-password pair", Problem.LOGIN),
            Arguments.of("NOPERM User has no permissions to run the 'set' command", Problem.NOT_PERMITTED),
            Arguments.of("NOAUTH Authentication required.", Problem.NOT_LOGGED_IN),
            Arguments.of("ERR max number of clients reached", Problem.TOO_MANY_CLIENTS),
            Arguments.of("ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`", Problem.PROTOCOL),
            Arguments.of("NOPROTO unsupported protocol version", Problem.PROTOCOL),
            Arguments.of("CLUSTERDOWN Hash slot not served", Problem.NOT_READY),
            Arguments.of("LOADING Redis is loading the dataset in memory", Problem.NOT_READY),
            Arguments.of("MASTERDOWN Link with MASTER is down", Problem.NOT_READY),
            Arguments.of("READONLY You can't write against a read only replica.", Problem.READ_ONLY),
            Arguments.of("ERR no such key 'user:timeout:3'", Problem.OTHER));

    static Stream<Arguments> replies() {
        return REPLIES.stream().flatMap(row -> {
            String reply = (String) row.get()[0];
            return Stream.of(
                            new RedisConnectionException(
                                    "Unable to connect", new RedisCommandExecutionException(reply)),
                            new JedisDataException(reply),
                            new RedisException(
                                    "Unable to connect to Redis server: contoso",
                                    new RedisException(reply + ". channel: [id: 0x1] command: (HELLO)")))
                    .map(failure -> Arguments.of(failure, row.get()[1]));
        });
    }

    @ParameterizedTest
    @MethodSource("replies")
    void aReplyMeansTheSameFromEachClient(Throwable failure, Problem problem) {
        assertThat(Diagnosis.of(failure, ONE, "an-oid").problem()).isEqualTo(problem);
    }

    static Stream<Arguments> exceptions() {
        String at = ". channel: [id: 0x1] data: (GET)";
        return Stream.of(
                // Lettuce, and Netty below it.
                Arguments.of(new ConnectTimeoutException("connection timed out after 10000 ms"), ONE, Problem.TIMEOUT),
                Arguments.of(new SslHandshakeTimeoutException("handshake timed out"), ONE, Problem.TIMEOUT),
                Arguments.of(new RedisCommandTimeoutException("Command timed out"), ONE, Problem.TIMEOUT),
                Arguments.of(
                        new DecoderException(new NotSslRecordException("not an SSL/TLS record: 2d45")),
                        ONE,
                        Problem.NOT_TLS),
                Arguments.of(new RedisReadOnlyException("READONLY You can't write"), ONE, Problem.READ_ONLY),
                Arguments.of(
                        new io.lettuce.core.RedisLoadingException("LOADING Redis is loading"), ONE, Problem.NOT_READY),
                Arguments.of(new io.lettuce.core.RedisException("Connection closed"), ONE, Problem.CONNECTION_CLOSED),
                // Jedis.
                Arguments.of(
                        new JedisConnectionException(new SocketTimeoutException("Read timed out")),
                        ONE,
                        Problem.TIMEOUT),
                Arguments.of(new JedisConnectionException("Unexpected end of stream."), ONE, Problem.CONNECTION_CLOSED),
                Arguments.of(new JedisAccessControlException("WRONGPASS invalid"), ONE, Problem.LOGIN),
                Arguments.of(new JedisAccessControlException("NOPERM this user"), ONE, Problem.NOT_PERMITTED),
                Arguments.of(new JedisProtocolNotSupportedException("NOPROTO"), ONE, Problem.PROTOCOL),
                Arguments.of(new JedisClusterException("CLUSTERDOWN The cluster is down"), CLUSTER, Problem.NOT_READY),
                Arguments.of(moved(), ONE, Problem.TOPOLOGY),
                Arguments.of(moved(), CLUSTER, Problem.NOT_READY),
                // Redisson.
                Arguments.of(new RedisTimeoutException("Command execution timeout"), ONE, Problem.TIMEOUT),
                Arguments.of(new RedisResponseTimeoutException("Redis server response timeout"), ONE, Problem.TIMEOUT),
                Arguments.of(new RedisWrongPasswordException("WRONGPASS invalid" + at), ONE, Problem.LOGIN),
                Arguments.of(new RedisAuthRequiredException("NOAUTH" + at), ONE, Problem.NOT_LOGGED_IN),
                Arguments.of(new RedisClusterDownException("CLUSTERDOWN" + at), CLUSTER, Problem.NOT_READY),
                Arguments.of(new RedisLoadingException("LOADING" + at), ONE, Problem.NOT_READY),
                Arguments.of(new RedisMasterDownException("MASTERDOWN" + at), ONE, Problem.NOT_READY),
                Arguments.of(new RedisReadonlyException("READONLY" + at), ONE, Problem.READ_ONLY),
                Arguments.of(new RedisMovedException(1, new RedisURI("redis://10.0.0.1:1")), ONE, Problem.TOPOLOGY),
                Arguments.of(
                        new RedisMovedException(1, new RedisURI("redis://10.0.0.1:1")), CLUSTER, Problem.NOT_READY),
                Arguments.of(new IOException("Connection reset by peer"), ONE, Problem.CONNECTION_CLOSED));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void anExceptionIsKnownByItsType(Throwable failure, RedisSettings settings, Problem problem) {
        assertThat(Diagnosis.of(new IllegalStateException("Unable to connect", failure), settings, null)
                        .problem())
                .isEqualTo(problem);
    }

    /** Redisson tells which connection and command a reply was for. */
    @ParameterizedTest
    @MethodSource("quoted")
    void onlyTheReplyIsQuoted(Throwable failure) {
        assertThat(Diagnosis.of(failure, ONE, "an-oid").what()).endsWith("NOPERM No permissions to access a key.");
    }

    static Stream<Throwable> quoted() {
        return Stream.of(
                new JedisAccessControlException("NOPERM No permissions to access a key"),
                new RedisCommandExecutionException("NOPERM No permissions to access a key"),
                new RedisException("NOPERM No permissions to access a key. channel: [id: 0x1] command: (GET)"));
    }

    private static JedisMovedDataException moved() {
        return new JedisMovedDataException("MOVED 1 10.0.0.1:1", new HostAndPort("10.0.0.1", 1), 1);
    }
}
