package dev.redisentra.testkit;

import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The standalone jar, as a process. */
class LocalAzureMainIT {
    @Test
    void printsWhatAServiceNeedsAndShowsEachLoginAndExpiry() throws Exception {
        try (MainProcess main = MainProcess.start(Map.of(), "--token-seconds", "600", "--until-end-of-input")) {
            Map<String, String> environment = main.awaitEnvironment();
            assertThat(environment)
                    .containsOnlyKeys(
                            "REDIS_HOST",
                            "REDIS_PORT",
                            "REDIS_TOPOLOGY",
                            "REDIS_TLS_CA",
                            "IDENTITY_ENDPOINT",
                            "IDENTITY_HEADER",
                            "AZURE_CLIENT_ID");
            Path authority = Path.of(environment.get("REDIS_TLS_CA"));
            RemoteIdentity.Token token = RemoteIdentity.of(environment).token();

            try (Resp resp = Wire.connect(
                    authority,
                    String.valueOf(environment.get("REDIS_HOST")),
                    Integer.parseInt(environment.get("REDIS_PORT")))) {
                assertThat(resp.call("AUTH", token.principal(), "wrong")).isInstanceOf(Resp.Failure.class);
                assertThat(resp.call("AUTH", token.principal(), token.value())).isEqualTo("OK");
                assertThat(main.ask("POST", "/identity/expire-tokens").statusCode())
                        .isEqualTo(200);
                main.awaitError(Pattern.compile("expired: The token until \\S+ is over: 1 connections closed"));
            }
            main.awaitError(Pattern.compile("token: A token for " + token.principal() + ", until 20"));
            main.awaitError(
                    Pattern.compile("refused: The first AUTH of a connection: that is no live token for Redis"));
            main.awaitError(Pattern.compile("auth: A further AUTH of a connection, with the token until 20"));
            assertThat(main.errors()).doesNotContain(token.value());

            main.endInput();
            assertThat(main.awaitExit()).isZero();
            assertThat(authority).doesNotExist();
        }
    }

    @Test
    void takesItsPortsFromOptionsAndVariables() throws Exception {
        List<Integer> free = FreePorts.find(3);
        Map<String, String> variables = Map.of(
                "REDIS_ENTRA_TESTKIT_PORT",
                free.get(0).toString(),
                "REDIS_ENTRA_TESTKIT_TOKEN_SECONDS",
                "33",
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + free.get(1) + "/msi/token",
                "IDENTITY_HEADER",
                "mine");
        try (MainProcess main =
                MainProcess.start(variables, "--control-port", free.get(2).toString())) {
            assertThat(main.awaitEnvironment())
                    .containsEntry("REDIS_PORT", free.get(0).toString())
                    .containsEntry("IDENTITY_ENDPOINT", "http://127.0.0.1:" + free.get(1) + "/msi/token")
                    .containsEntry("IDENTITY_HEADER", "mine");
            main.awaitError(Pattern.compile("tokens live 33 s; .*http://localhost:" + free.get(2) + "/"));
        }
    }

    @Test
    void playsAServiceForAnIdentityOfAnotherKind() throws Exception {
        try (MainProcess main =
                MainProcess.start(Map.of(), "--service", "managed-oss-cluster", "--identity", "workload-identity")) {
            Map<String, String> environment = main.awaitEnvironment();
            assertThat(environment)
                    .containsEntry("REDIS_TOPOLOGY", "cluster")
                    .containsKeys("AZURE_AUTHORITY_HOST", "AZURE_TENANT_ID", "AZURE_CLIENT_ID")
                    .doesNotContainKey("IDENTITY_ENDPOINT");
            assertThat(Path.of(environment.get("AZURE_FEDERATED_TOKEN_FILE"))).isNotEmptyFile();
            assertThat(main.ask("GET", "/status").body()).contains("\"service\":\"managed-oss-cluster\"");
            assertThat(main.ask("GET", "/environment?identity=imds").body())
                    .contains("AZURE_POD_IDENTITY_AUTHORITY_HOST");
        }
    }

    /** As in a container, whose ports are reached by the address that its network gave it. */
    @Test
    void openItIsReachedByTheMachinesOtherAddresses() throws Exception {
        Optional<String> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
        assumeThat(address).as("an address that is not loopback").isPresent();
        try (MainProcess main = MainProcess.start(Map.of(), "--open", "--host", address.get())) {
            Map<String, String> environment = main.awaitEnvironment();
            assertThat(environment).containsEntry("REDIS_HOST", address.get());
            assertThat(environment.get("IDENTITY_ENDPOINT")).startsWith("http://" + address.get() + ":");

            assertThat(RemoteIdentity.of(environment).ask().statusCode()).isEqualTo(200);
            assertThat(main.ask("GET", "/status").statusCode()).isEqualTo(200);
        }
        try (MainProcess main = MainProcess.start(Map.of(), "--host", address.get())) {
            Map<String, String> environment = main.awaitEnvironment();
            assertThatThrownBy(() -> RemoteIdentity.of(environment).ask()).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void endsByASignalAndLeavesNothing() throws Exception {
        try (MainProcess main = MainProcess.start(Map.of(), "--topology", "cluster")) {
            Map<String, String> environment = main.awaitEnvironment();
            assertThat(environment).containsEntry("REDIS_TOPOLOGY", "cluster");
            Path directory =
                    Path.of(environment.get("REDIS_TLS_CA")).toAbsolutePath().getParent();
            assertThat(directory).isDirectory();

            main.interrupt();

            main.awaitExit();
            await().atMost(MainProcess.PATIENCE).until(() -> !Files.exists(directory));
        }
    }

    @Test
    void wrongOptionsAreAllNamed() throws Exception {
        try (MainProcess main = MainProcess.start(
                Map.of(), "--topology", "ring", "--token-seconds", "0", "--service", "moon", "--prot")) {
            assertThat(main.awaitExit()).isEqualTo(2);
            main.awaitError(Pattern.compile("--control-port N"));
            assertThat(main.errors())
                    .contains(
                            "--topology is 'ring'; it must be standalone or cluster",
                            "--token-seconds is '0'; it must be a number from 1 to 86400",
                            "--service is moon; it must be one of redis, cache, cache-cluster, managed-no-cluster,",
                            "--prot is no option")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                MainProcess main = MainProcess.start(Map.of(), "--port", Integer.toString(taken.getLocalPort()))) {
            assertThat(main.awaitExit()).isEqualTo(1);
            main.awaitError(Pattern.compile(taken.getLocalPort() + " cannot be listened at"));
            assertThat(main.errors()).doesNotContain("\tat ");
        }
    }

    /** As on Windows. */
    @Test
    void aMachineWithoutARedisServerIsToldWhatToDo() throws Exception {
        try (MainProcess main =
                MainProcess.start(Map.of("REDIS_ENTRA_TESTKIT_REDIS", "embedded"), "-Dos.arch=riscv64")) {
            assertThat(main.awaitExit()).isEqualTo(1);
            main.awaitError(Pattern.compile("There is no embedded redis-server for .* on riscv64"));
            assertThat(main.errors()).contains("or use WSL", "container image").doesNotContain("\tat ", "Exception");
        }
    }
}
