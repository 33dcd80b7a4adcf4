package dev.redisentra.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenFlaw;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code --doctor} on the packaged sample, against each fault of the local Azure. The table in docs/doctor.md is what it
 * said; {@code -Ddoctor.write} writes it anew.
 */
@Execution(ExecutionMode.CONCURRENT)
class DoctorIT {
    private static final Path PAGE = Path.of("../docs/doctor.md");
    private static final String BEGIN = "<!-- what DoctorIT saw -->\n";
    private static final Map<Fault, String> rows = Collections.synchronizedMap(new EnumMap<>(Fault.class));

    /** What can be done to the local Azure or to the service's settings, and the check that is to find it. */
    enum Fault {
        NO_HOST("`REDIS_HOST` is not set", "configuration") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.remove("REDIS_HOST");
            }
        },
        WRONG_PORT("the port of the other service", "configuration") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.put("REDIS_HOST", "contoso.westeurope.redis.azure.net");
                environment.put("REDIS_PORT", "6380");
            }
        },
        UNKNOWN_HOST("a host that does not exist", "DNS") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.put("REDIS_HOST", "nowhere.invalid");
            }
        },
        NOBODY_LISTENS("the cache is down, or the port is wrong", "TCP") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                azure.redis().stop();
            }
        },
        NO_TLS("the port without TLS", "TLS") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) throws IOException {
                ServerSocket plain = new ServerSocket(0);
                environment.put("REDIS_PORT", Integer.toString(plain.getLocalPort()));
                serve(plain, "-ERR unknown command\r\n");
            }
        },
        SILENCE("something takes connections and says nothing", "TLS") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) throws IOException {
                ServerSocket silent = new ServerSocket(0);
                environment.put("REDIS_PORT", Integer.toString(silent.getLocalPort()));
                serve(silent, "");
            }
        },
        OTHER_NAME("a certificate for another name", "TLS") {
            @Override
            LocalAzure.Builder azure() {
                return super.azure().certificateFor("another.example");
            }
        },
        UNTRUSTED("a certificate of an unknown issuer", "TLS") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.remove("REDIS_TLS_CA");
            }
        },
        NO_IDENTITY("no identity in this environment", "token") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.keySet().removeIf(name -> name.startsWith("IDENTITY_") || name.startsWith("AZURE_"));
            }
        },
        UNASSIGNED_IDENTITY("the identity is not assigned", "token") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.put("AZURE_CLIENT_ID", "00000000-0000-4000-8000-00000000dead");
            }
        },
        IDENTITY_DOWN("the identity endpoint fails", "token") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                azure.identity().fail(IdentityFault.status(503));
            }
        },
        IDENTITY_HANGS("the identity endpoint does not answer", "token") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                azure.identity().fail(IdentityFault.hanging());
            }
        },
        WRONG_AUDIENCE("a token for another resource", "token") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                azure.identity().fail(IdentityFault.flawed(TokenFlaw.WRONG_AUDIENCE));
            }
        },
        NO_OBJECT_ID("a token without `oid`", "token") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                azure.identity().fail(IdentityFault.flawed(TokenFlaw.NO_PRINCIPAL));
            }
        },
        EXPIRED_TOKEN("a token that has expired", "token") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                azure.identity().fail(IdentityFault.flawed(TokenFlaw.EXPIRED));
            }
        },
        NO_POLICY("the principal has no access policy", "login") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                azure.redis().refuseAuth();
            }
        },
        OTHER_USERNAME("`REDIS_USERNAME` is another principal's", "login") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.put("REDIS_USERNAME", "6f1c9f0e-0000-4000-8000-000000000000");
            }
        },
        STALE_KEY("an access key that was regenerated", "login") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
                azure.redis().regenerate(AccessKey.PRIMARY);
            }
        },
        NO_CLUSTER("`REDIS_TOPOLOGY=cluster` where there is none", "login") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.put("REDIS_TOPOLOGY", "cluster");
                environment.put("REDIS_CLIENT", "jedis");
            }
        },
        READER("the access policy allows no writing", "SET and GET") {
            @Override
            void strike(LocalAzure azure, Map<String, String> environment) {
                environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
                // The kit has a user of its own for each credential.
                if (azure.redis().command(0, "ACL", "USERS") instanceof List<?> users) {
                    users.forEach(user -> azure.redis().command(0, "ACL", "SETUSER", user.toString(), "-set"));
                }
            }
        };

        private final String title;
        private final String check;

        Fault(String title, String check) {
            this.title = title;
            this.check = check;
        }

        LocalAzure.Builder azure() {
            return LocalAzure.builder().topology(Topology.STANDALONE).tokenLifetime(Duration.ofMinutes(4));
        }

        void strike(LocalAzure azure, Map<String, String> environment) throws IOException {}
    }

    /** Greets each caller in turn, and says no more; until this JVM ends, for it has to outlast the doctor. */
    private static void serve(ServerSocket server, String greeting) {
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        try (Socket caller = server.accept()) {
                            caller.getOutputStream().write(greeting.getBytes(UTF_8));
                            caller.getInputStream().transferTo(OutputStream.nullOutputStream());
                        } catch (IOException gone) {
                            // The next one may come.
                        }
                    }
                },
                "answers-without-tls");
        thread.setDaemon(true);
        thread.start();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void eachFaultIsFoundByItsCheck(Fault fault) throws Exception {
        try (LocalAzure azure = fault.azure().start()) {
            Map<String, String> environment = new HashMap<>(azure.environment());
            fault.strike(azure, environment);
            try (SampleProcess doctor = SampleProcess.start(environment, "--doctor", "--json")) {
                int exitCode = doctor.awaitExit();
                String output = doctor.output();
                assertThat(output).startsWith("{").doesNotContain("eyJ", "AzCaLocal");
                JsonNode report = JsonMapper.shared().readTree(output);
                assertThat(exitCode).as(output).isEqualTo(1);
                assertThat(report.path("healthy").asBoolean()).isFalse();

                JsonNode failed = report.path("checks")
                        .valueStream()
                        .filter(check -> check.path("verdict").asString().equals("failed"))
                        .findFirst()
                        .orElseThrow();
                assertThat(failed.path("check").asString()).as(output).isEqualTo(fault.check);
                rows.put(
                        fault,
                        "| %s | %s | %s | %s |"
                                .formatted(
                                        fault.title,
                                        fault.check,
                                        settled(failed.path("found").asString(), azure),
                                        settled(failed.path("mending").asString(), azure)));
            }
        }
    }

    @Test
    void aHealthyServiceIsTold() throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start();
                SampleProcess doctor = SampleProcess.start(azure.environment(), "--doctor")) {
            assertThat(doctor.awaitExit()).as(doctor.output()).isZero();
            assertThat(doctor.output().lines().map(line -> line.substring(0, 23).strip()))
                    .containsExactly(
                            "ok      configuration",
                            "ok      DNS",
                            "ok      TCP",
                            "ok      TLS",
                            "ok      token",
                            "ok      login",
                            "ok      SET and GET");
            assertThat(doctor.output())
                    .contains("TLSv1.3", "client id " + azure.identity().clientId())
                    .contains("oid " + azure.identity().principalId(), "audience https://redis.azure.com")
                    .contains("GET health: ok")
                    .doesNotContain("eyJ");
        }
    }

    /** What differs from run to run stands in capitals, as in the commands. */
    private static String settled(String text, LocalAzure azure) {
        // What lies around the first is the network's own answer, and differs from machine to machine.
        return text.replaceFirst(".*(\\(none of the variables of an Azure identity is set\\)).*", "... $1 ...")
                .replace(azure.identity().principalId(), "OBJECT_ID")
                .replace(azure.identity().clientId(), "CLIENT_ID")
                .replaceAll("localhost:\\d+", "HOST:PORT")
                .replace("localhost", "HOST")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
                .replace("|", "\\|");
    }

    @AfterAll
    static void thePageSaysTheSame() throws IOException {
        if (rows.size() < Fault.values().length) {
            return; // a single one was run, or some failed and are told
        }
        String table = rows.values().stream()
                .collect(Collectors.joining(
                        "\n",
                        "| what is wrong | found by | what it says | and what mends it |\n| --- | --- | --- | --- |\n",
                        "\n"));
        String page = Files.readString(PAGE);
        String kept = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        if (System.getProperty("doctor.write") != null) {
            Files.writeString(PAGE, kept + table);
        }
        assertThat(Files.readString(PAGE)).as("run with -Ddoctor.write").isEqualTo(kept + table);
    }
}
