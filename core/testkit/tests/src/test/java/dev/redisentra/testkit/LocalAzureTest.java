package dev.redisentra.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Isolated("sees to it that nothing is left in this JVM")
class LocalAzureTest {
    @Test
    @WithLocalAzure
    void tellsAllThatAServiceNeeds(LocalAzure azure) {
        Map<String, String> environment = azure.environment();
        assertThat(environment)
                .containsEntry("REDIS_HOST", "localhost")
                .containsEntry("REDIS_PORT", Integer.toString(azure.redis().port()))
                .containsEntry("REDIS_TOPOLOGY", "standalone")
                .containsEntry("AZURE_CLIENT_ID", azure.identity().clientId())
                .containsKeys("IDENTITY_ENDPOINT", "IDENTITY_HEADER");
        assertThat(Path.of(String.valueOf(environment.get("REDIS_TLS_CA"))))
                .content()
                .contains("BEGIN CERTIFICATE");
    }

    @Test
    void leavesNothingBehindAndClosesTwice() throws Exception {
        LocalAzure azure =
                LocalAzure.builder().tokenLifetime(Duration.ofHours(24)).start();
        Path authority = azure.redis().certificateAuthority();
        Resp resp = Wire.login(azure, azure.identity().issue());
        azure.identity().fail(IdentityFault.hanging());
        HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(azure.environment().get("IDENTITY_ENDPOINT")
                                        + "?api-version=2019-08-01&resource=https%3A%2F%2Fredis.azure.com&client_id="
                                        + azure.identity().clientId()))
                                .header(
                                        "X-IDENTITY-HEADER",
                                        String.valueOf(azure.environment().get("IDENTITY_HEADER")))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .exceptionally(cut -> null);
        await().until(() -> azure.identity().requests().received() == 1);

        azure.close();
        azure.close();

        assertThatThrownBy(resp::read).isInstanceOf(IOException.class);
        assertThat(Files.exists(authority.getParent())).isFalse();
        // A process that another test starts at this moment holds the port for an instant.
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> new Socket("localhost", azure.redis().port()).close())
                .isInstanceOf(ConnectException.class));
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    @WithLocalAzure
    void dropsConnectionsAndTakesNewOnes(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        try (Resp resp = Wire.login(azure, token)) {
            azure.redis().dropConnections();
            assertThatThrownBy(resp::read).isInstanceOf(IOException.class);
        }
        try (Resp resp = Wire.login(azure, token)) {
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
        assertThat(azure.redis().counters().closedAtExpiry()).isZero();
    }

    @Test
    @WithLocalAzure
    void dropsOneConnectionAndLeavesTheOthers(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        assertThat(azure.redis().dropConnection()).isFalse();
        try (Resp one = Wire.login(azure, token);
                Resp other = Wire.login(azure, token)) {
            assertThat(azure.redis().dropConnection()).isTrue();
            await().until(() -> azure.redis().connectionsWith(token) == 1);
            assertThat(azure.redis().dropConnection()).isTrue();
            assertThat(azure.redis().dropConnection()).isFalse();
            assertThatThrownBy(one::read).isInstanceOf(IOException.class);
            assertThatThrownBy(other::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    @WithLocalAzure
    void goesDownAndComesBackAtTheSamePortWithItsData(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        try (Resp resp = Wire.login(azure, token)) {
            resp.call("SET", "kept", "value");
            azure.redis().stop();
            azure.redis().stop();
            assertThatThrownBy(resp::read).isInstanceOf(IOException.class);
            // Refused; or reset or closed, where it had been taken in just before.
            assertThatThrownBy(() -> Wire.connect(azure)).isInstanceOf(IOException.class);
        }
        azure.redis().start();
        azure.redis().start();
        try (Resp resp = Wire.login(azure, token)) {
            assertThat(resp.call("GET", "kept")).isEqualTo("value");
        }
    }

    @Test
    @WithLocalAzure
    void restartsANodeThatKeepsTokensAndKeysButNoData(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        try (Resp resp = Wire.login(azure, token)) {
            resp.call("SET", "gone", "value");
            azure.redis().restart(0);
            assertThatThrownBy(resp::read).isInstanceOf(IOException.class);
        }
        try (Resp resp = Wire.login(azure, token)) {
            assertThat(resp.call("GET", "gone")).isNull();
            assertThat(resp.call("AUTH", azure.redis().accessKey(AccessKey.PRIMARY)))
                    .isEqualTo("OK");
            resp.call("AUTH", token.principalId(), token.value());
            azure.identity().expire(token);
            assertThatThrownBy(resp::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCertificateForAnotherNameFailsVerification() throws IOException {
        try (LocalAzure azure =
                LocalAzure.builder().certificateFor("other.example").start()) {
            assertThatThrownBy(() -> Wire.connect(azure))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("localhost");
            assertThat(azure.redis().counters().connectionsOpened()).isZero();
        }
    }

    @Test
    void aCertificateNamesNoAddress() throws IOException {
        try (LocalAzure azure = LocalAzure.builder().start()) {
            assertThatThrownBy(
                            () -> Wire.connect(azure, "127.0.0.1", azure.redis().port()))
                    .isInstanceOf(SSLHandshakeException.class);
            Wire.connect(azure).close();
        }
    }

    @Test
    @WithLocalAzure
    void saysWhatANodeAnsweredWithAnError(LocalAzure azure) {
        assertThat(azure.redis().command(0, "SET", "k", "v")).isEqualTo("OK");
        assertThat(azure.redis().command(0, "LRANGE", "none", "0", "1")).isEqualTo(List.of());
        assertThatIllegalStateException()
                .isThrownBy(() -> azure.redis().command(0, "LPUSH", "k", "v"))
                .withMessageContaining("WRONGTYPE");
    }

    @Test
    @WithLocalAzure
    void printsNoSecret(LocalAzure azure) {
        IssuedToken token = azure.identity().issue();
        assertThat(token.toString()).doesNotContain(token.value()).contains(token.principalId());
        assertThat(azure.toString())
                .doesNotContain(azure.redis().accessKey(AccessKey.PRIMARY))
                .contains(azure.identity().principalId());
        assertThat(new AuthRewriter.Login("user", "hidden").toString()).doesNotContain("hidden");
    }

    @Test
    void refusesALifetimeBelowASecond() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalAzure.builder()
                        .tokenLifetime(Duration.ofMillis(999))
                        .start()
                        .close())
                .withMessage("tokenLifetime is PT0.999S; it must be 1 s or more");
    }

    @Test
    void knowsWhichBinaryAMachineNeeds() {
        assertThat(RedisProcess.resource("Linux", "amd64")).isEqualTo("redis-server-7.0.15-linux-amd64");
        assertThat(RedisProcess.resource("Mac OS X", "aarch64")).isEqualTo("redis-server-7.0.15-darwin-arm64");
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisProcess.resource("Windows 11", "amd64"))
                .withMessageContaining("REDIS_ENTRA_TESTKIT_REDIS=docker");
    }

    @Test
    void takesTheBackendThatTheEnvironmentNames() {
        assertThat(RedisBackend.resolve("embedded")).isEqualTo(RedisBackend.EMBEDDED);
        assertThat(RedisBackend.resolve(" Docker ")).isEqualTo(RedisBackend.DOCKER);
        assertThat(RedisBackend.resolve("auto")).isNotEqualTo(RedisBackend.AUTO);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisBackend.resolve("podman"))
                .withMessageContaining("embedded, docker or auto");
    }

    /** Whatever the words of the server: another one is started then, on other ports. */
    @Test
    void aPortThatIsTakenIsRecognised(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedServers servers = EmbeddedServers.start(
                    directory,
                    1,
                    (node, listen, port, bus, replication) -> new ServerConfig(
                            listen,
                            taken.getLocalPort(),
                            bus,
                            replication,
                            port,
                            Topology.STANDALONE,
                            false,
                            false,
                            "secret"));
            try {
                await().until(() -> !servers.alive(0));
                assertThat(LocalAzure.tellsOfTakenPort(servers.log(0))).isTrue();
            } finally {
                servers.close();
            }
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("local-azure") || name.startsWith("HTTP-Dispatcher"))
                .toList();
    }
}
