package dev.redisentra.sample.doctor;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.IdentityFault;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.TokenFlaw;
import dev.redisentra.testkit.Topology;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What can be done to the local Azure or to the service's settings, and the check that is to find it. */
public enum Fault {
    NO_HOST("`REDIS_HOST` is not set", "configuration") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.remove("REDIS_HOST");
        }
    },
    WRONG_PORT("the port of the other service", "configuration") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.put("REDIS_HOST", "contoso.westeurope.redis.azure.net");
            environment.put("REDIS_PORT", "6380");
        }
    },
    UNKNOWN_HOST("a host that does not exist", "DNS") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.put("REDIS_HOST", "nowhere.invalid");
        }
    },
    NOBODY_LISTENS("the cache is down, or the port is wrong", "TCP") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            azure.redis().stop();
        }
    },
    NO_TLS("the port without TLS", "TLS") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) throws IOException {
            ServerSocket plain = new ServerSocket(0);
            environment.put("REDIS_PORT", Integer.toString(plain.getLocalPort()));
            serve(plain, "-ERR unknown command\r\n");
        }
    },
    SILENCE("something takes connections and says nothing", "TLS") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) throws IOException {
            ServerSocket silent = new ServerSocket(0);
            environment.put("REDIS_PORT", Integer.toString(silent.getLocalPort()));
            serve(silent, "");
        }
    },
    OTHER_NAME("a certificate for another name", "TLS") {
        @Override
        public LocalAzure.Builder azure() {
            return super.azure().certificateFor("another.example");
        }
    },
    UNTRUSTED("a certificate of an unknown issuer", "TLS") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.remove("REDIS_TLS_CA");
        }
    },
    NO_IDENTITY("no identity in this environment", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.keySet().removeIf(name -> name.startsWith("IDENTITY_") || name.startsWith("AZURE_"));
        }
    },
    UNASSIGNED_IDENTITY("the identity is not assigned", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.put("AZURE_CLIENT_ID", "00000000-0000-4000-8000-00000000dead");
        }
    },
    IDENTITY_DOWN("the identity endpoint fails", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            // One for which azure-identity does not ask again by itself: that takes about as long as the deadline.
            azure.identity().fail(IdentityFault.status(403));
        }
    },
    IDENTITY_HANGS("the identity endpoint does not answer", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            azure.identity().fail(IdentityFault.hanging());
        }
    },
    WRONG_AUDIENCE("a token for another resource", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            azure.identity().fail(IdentityFault.flawed(TokenFlaw.WRONG_AUDIENCE));
        }
    },
    OTHER_USERNAME("`REDIS_USERNAME` is another principal's", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.put("REDIS_USERNAME", "6f1c9f0e-0000-4000-8000-000000000000");
        }
    },
    NO_OBJECT_ID("a token without `oid`", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            azure.identity().fail(IdentityFault.flawed(TokenFlaw.NO_PRINCIPAL));
        }
    },
    EXPIRED_TOKEN("a token that has expired", "token") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            azure.identity().fail(IdentityFault.flawed(TokenFlaw.EXPIRED));
        }
    },
    NO_POLICY("the principal has no access policy", "login") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            azure.redis().refuseAuth();
        }
    },
    STALE_KEY("an access key that was regenerated", "login") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
            azure.redis().regenerate(AccessKey.PRIMARY);
        }
    },
    NO_CLUSTER("`REDIS_TOPOLOGY=cluster` where there is none", "login") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
            environment.put("REDIS_TOPOLOGY", "cluster");
            environment.put("REDIS_CLIENT", "jedis");
        }
    },
    READER("the access policy allows no writing", "SET and GET") {
        @Override
        public void strike(LocalAzure azure, Map<String, String> environment) {
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

    /** The check that is to find it. */
    public String check() {
        return check;
    }

    /** On what it is done. */
    public LocalAzure.Builder azure() {
        return LocalAzure.builder().topology(Topology.STANDALONE).tokenLifetime(Duration.ofMinutes(4));
    }

    /** Does it; the environment is the service's. */
    public void strike(LocalAzure azure, Map<String, String> environment) throws IOException {}

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

    /** As the page has it: what differs from run to run stands in capitals, as in the commands. */
    public String row(String found, String remedy, LocalAzure azure) {
        return "| %s | %s | %s | %s |".formatted(title, check, settled(found, azure), settled(remedy, azure));
    }

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
}
