package dev.redisentra.core.diagnosis;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.redisentra.core.diagnosis.KnownFailure.*;
import static org.assertj.core.api.Assertions.assertThat;

/** A row for each known failure, and for each thing that it shows itself by. ClientFailuresTest has the clients' own. */
class KnownFailureTest {
    private static final RedisSettings ONE =
            RedisSettings.builder().host("contoso.redis.cache.windows.net").build();
    private static final RedisSettings CLUSTER = RedisSettings.builder()
            .host("contoso.redis.cache.windows.net")
            .topology(Topology.CLUSTER)
            .build();

    record Row(KnownFailure known, Throwable shown, String remedy, RedisSettings settings) {}

    private static Row row(KnownFailure known, String reply, String remedy) {
        return row(known, new IOException(reply), remedy);
    }

    private static Row row(KnownFailure known, Throwable shown, String remedy) {
        return new Row(known, shown, remedy, ONE);
    }

    private static Row inACluster(KnownFailure known, String reply, String remedy) {
        return new Row(known, new IOException(reply), remedy, CLUSTER);
    }

    static Stream<Row> rows() {
        return Stream.of(
                row(HELLO_UNKNOWN, "NOPROTO unsupported protocol version", "REDIS_PROTOCOL=resp2"),
                row(HELLO_UNKNOWN, "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH'", "resp2"),
                row(HELLO_UNKNOWN, "ERR unknown command `hello`, with args beginning with: `3`", "resp2"),
                row(HELLO_UNKNOWN, "ERR Syntax error in HELLO option 'AUTH'", "resp2"),
                row(HELLO_UNKNOWN, "NOPERM User default has no permissions to run the 'hello' command", "resp2"),
                row(LOGIN_REFUSED, "WRONGPASS invalid username-password pair or user is disabled.", "policy"),
                row(LOGIN_REFUSED, "WRONGPASS", "of the cache's tenant"),
                row(LOGIN_REFUSED, "ERR WRONGPASS invalid username-password pair", "az redis access-policy"),
                row(LOGIN_REFUSED, "-ERR invalid username-password pair", "az redis access-policy"),
                row(LOGIN_REFUSED, "ERR invalid password", "az redis access-policy"),
                row(COMMAND_REFUSED, "NOPERM User has no permissions to run the 'set' command", "list"),
                row(NOT_LOGGED_IN, "NOAUTH Authentication required.", "adapter"),
                row(TOO_MANY_CLIENTS, "ERR max number of clients reached", "smaller pools"),
                row(TOO_MANY_CLIENTS, "ERR max number of clients + cluster connections reached", "maxclients"),
                inACluster(NO_CLUSTER, "ERR This instance has cluster support disabled", "REDIS_TOPOLOGY=standalone"),
                row(A_CLUSTER, "MOVED 12182 10.0.0.1:15000", "REDIS_TOPOLOGY=cluster"),
                row(A_CLUSTER, "ASK 12182 10.0.0.1:15000", "REDIS_TOPOLOGY=cluster"),
                inACluster(SLOTS_MOVE, "MOVED 12182 10.0.0.1:15000", "by itself"),
                inACluster(SLOTS_MOVE, "TRYAGAIN Multiple keys request during rehashing of slot", "by itself"),
                inACluster(CLUSTER_DOWN, "CLUSTERDOWN The cluster is down", "Wait"),
                row(LOADING, "LOADING Redis is loading the dataset in memory", "Wait"),
                row(PRIMARY_DOWN, "MASTERDOWN Link with MASTER is down", "Wait"),
                row(READ_ONLY, "READONLY You can't write against a read only replica.", "REDIS_HOST"),
                row(UNKNOWN_HOST, new UnknownHostException("contoso"), "REDIS_HOST"),
                row(UNKNOWN_HOST, new UnresolvedAddressException(), "DNS zone"),
                row(OTHER_NAME, new SSLHandshakeException("No subject alternative DNS name matching x"), "REDIS_HOST"),
                row(OTHER_NAME, new CertificateException("No name matching contoso found"), "REDIS_HOST"),
                row(EXPIRED_CERTIFICATE, expired(new CertificateExpiredException("NotAfter: Mon")), "clock"),
                row(EXPIRED_CERTIFICATE, expired(new CertificateNotYetValidException("NotBefore: Mon")), "clock"),
                row(UNTRUSTED, new SSLHandshakeException("PKIX path building failed"), "REDIS_TLS_CA"),
                row(
                        UNTRUSTED,
                        new SSLException(
                                new InvalidAlgorithmParameterException("the trustAnchors parameter must be non-empty")),
                        "REDIS_TLS_CA"),
                row(NO_TLS, new SSLException("Unsupported or unrecognized SSL message"), "REDIS_PORT"),
                row(NO_TLS, new NotSslRecordException(), "6380"),
                row(HANDSHAKE_REFUSED, new SSLHandshakeException("Received fatal alert: handshake_failure"), "TLS 1.2"),
                row(HANDSHAKE_REFUSED, new SSLException("Received fatal alert: protocol_version"), "TLS 1.2"),
                row(NO_ROUTE, new NoRouteToHostException("No route to host"), "routes"),
                row(NO_ROUTE, new ConnectException("Network is unreachable"), "private endpoint"),
                row(CONNECT_TIMEOUT, new ConnectTimeoutException(), "firewall"),
                row(CONNECT_TIMEOUT, new ConnectException("Connection timed out"), "firewall"),
                row(NOBODY_LISTENS, new ConnectException("Connection refused"), "6380"),
                row(
                        NO_REDIS,
                        "Invalid first byte: 72 (H) at buffer index 0",
                        "Azure Cache for Redis listens"), // Lettuce
                row(NO_REDIS, "Unknown reply: H", "REDIS_HOST"), // Jedis
                row(NO_REDIS, "Can't decode replay: HTTP", "REDIS_HOST"), // Redisson
                row(NO_ANSWER, new TimeoutException(), "REDIS_HOST"),
                row(NO_ANSWER, new SocketTimeoutException("Read timed out"), "load"),
                row(CLOSED, new SocketException("Connection reset"), "REDIS_PORT"),
                row(CLOSED, "Connection reset by peer", "firewalls"),
                row(CLOSED, new ClosedChannelException(), "firewalls"),
                row(
                        CLOSED,
                        new SSLHandshakeException("Remote host terminated the handshake").initCause(new EOFException()),
                        "REDIS_PORT"),
                row(UNKNOWN, "a new one", "IllegalStateException"));
    }

    /** The words of a known failure, where they are no sign of it: in a key, in a reply about something else. */
    static Stream<Row> others() {
        return Stream.of(
                row(UNKNOWN, "REMOVED by the operator", ""),
                row(UNKNOWN, "ERR no such key 'user:timeout:3'", ""),
                row(UNKNOWN, "ERR value of 'WRONGPASS' is not an integer", ""),
                row(UNKNOWN, "ERR unknown command 'HELLOWORLD'", ""),
                row(UNKNOWN, "ERR unknown command 'FLY', with args beginning with: 'HELLO'", ""),
                row(UNKNOWN, "LOADINGBAY is closed", ""),
                row(UNKNOWN, "ERR no subscription 'PKIX path'", ""),
                row(NOBODY_LISTENS, new ConnectException("Connection refused: timeout.example/10.0.0.1:6380"), ""));
    }

    @ParameterizedTest
    @MethodSource({"rows", "others"})
    void isTold(Row row) {
        Throwable failure = new IllegalStateException("Unable to connect", row.shown);

        Case at = new Case(new Symptoms(failure), row.settings, Optional.of("an-oid"));

        assertThat(KnownFailure.of(at)).isEqualTo(row.known);
        Diagnosis diagnosis = Diagnosis.of(failure, row.settings, "an-oid");
        assertThat(diagnosis.remedy())
                .contains(row.remedy)
                .endsWith(diagnosis.remedy().contains("az ") ? "" : ".");
        assertThat(diagnosis.what()).endsWith(".").doesNotContain("%");
    }

    @Test
    void eachHasARow() {
        List<KnownFailure> tested = rows().map(Row::known).toList();

        assertThat(EnumSet.copyOf(tested)).isEqualTo(EnumSet.allOf(KnownFailure.class));
    }

    /** A reply says more than what the connection went through before it. */
    @Test
    void takesAReplyBeforeAnExceptionsType() {
        IOException reply = new IOException("ERR max number of clients reached");
        reply.addSuppressed(new SocketException("Connection reset"));

        assertThat(KnownFailure.of(new Case(new Symptoms(reply), ONE, Optional.empty())))
                .isEqualTo(TOO_MANY_CLIENTS);
    }

    private static Throwable expired(CertificateException why) {
        return new SSLHandshakeException("PKIX path validation failed")
                .initCause(new CertPathValidatorException("validity check failed", why));
    }

    /** As Netty names it: a ConnectException, although nobody refused anything. */
    private static final class ConnectTimeoutException extends ConnectException {
        @Serial
        private static final long serialVersionUID = 1;
    }

    /** As Netty names it. */
    private static final class NotSslRecordException extends SSLException {
        @Serial
        private static final long serialVersionUID = 1;

        NotSslRecordException() {
            super("not an SSL/TLS record: 2d45");
        }
    }
}
