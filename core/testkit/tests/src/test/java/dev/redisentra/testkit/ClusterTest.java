package dev.redisentra.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@WithLocalAzure(topology = Topology.CLUSTER)
class ClusterTest {
    private final LocalAzure azure;

    ClusterTest(LocalAzure azure) {
        this.azure = azure;
    }

    @Test
    void announcesTheFrontOfEachNodeByAddress() throws IOException {
        assertThat(azure.redis().ports()).hasSize(3).doesNotHaveDuplicates();
        try (Resp resp = Wire.login(azure, azure.identity().issue())) {
            List<Integer> ports = new ArrayList<>();
            for (Object range : (List<?>) Objects.requireNonNull(resp.call("CLUSTER", "SLOTS"))) {
                List<?> master = (List<?>) ((List<?>) range).get(2);
                assertThat(master.get(0)).isEqualTo("127.0.0.1");
                ports.add(((Long) master.get(1)).intValue());
            }
            assertThat(ports).containsExactlyInAnyOrderElementsOf(azure.redis().ports());
        }
    }

    @Test
    void movedLeadsToTheNodeThatHasTheKey() throws IOException {
        IssuedToken token = azure.identity().issue();
        try (Resp resp = Wire.login(azure, token)) {
            // Slot 12182, on the last of three nodes.
            Object reply = resp.call("SET", "foo", "bar");
            assertThat(reply)
                    .isEqualTo(new Resp.Failure(
                            "MOVED 12182 127.0.0.1:" + azure.redis().ports().get(2)));
        }
        try (Resp resp = Wire.connect(azure, "localhost", azure.redis().ports().get(2))) {
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
            assertThat(resp.call("SET", "foo", "bar")).isEqualTo("OK");
        }
    }

    @Test
    void expiryClosesConnectionsOnEveryNode() throws IOException {
        IssuedToken token = azure.identity().issue();
        RedisCounters before = azure.redis().counters();
        List<Resp> connections = new ArrayList<>();
        for (int port : azure.redis().ports()) {
            Resp resp = Wire.connect(azure, "localhost", port);
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
            connections.add(resp);
        }
        azure.identity().expire(token);
        for (Resp resp : connections) {
            assertThatThrownBy(resp::read).isInstanceOf(IOException.class);
            resp.close();
        }
        assertThat(azure.redis().counters().since(before))
                .returns(3L, RedisCounters::connectionsOpened)
                .returns(3L, RedisCounters::authsAccepted)
                .returns(0L, RedisCounters::authsRefused)
                .returns(3L, RedisCounters::closedAtExpiry);
    }

    @Test
    void aRestartedNodeComesBackToTheClusterAndKnowsTheTokens() throws IOException {
        IssuedToken token = azure.identity().issue();
        azure.redis().restart(1);
        try (Resp resp = Wire.connect(azure, "localhost", azure.redis().ports().get(1))) {
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
            assertThat(resp.call("CLUSTER", "INFO")).asString().contains("cluster_state:ok");
        }
    }

    @Test
    void aReplicaTakesOverWithTheDataAndKnowsTheTokens() throws IOException {
        try (LocalAzure replicated =
                LocalAzure.builder().topology(Topology.CLUSTER).replicas(1).start()) {
            LocalRedis redis = replicated.redis();
            assertThat(redis.ports()).hasSize(6);
            assertThat(redis.masters()).containsExactly(0, 1, 2);
            IssuedToken token = replicated.identity().issue();
            redis.command(2, "SET", "foo", "bar");
            assertThat(redis.failover(2)).isEqualTo(5);
            assertThat(redis.masters()).containsExactly(0, 1, 5);
            try (Resp resp = Wire.connect(replicated, "localhost", redis.ports().get(2))) {
                assertThat(resp.call("AUTH", token.principalId(), token.value()))
                        .isEqualTo("OK");
                assertThat(resp.call("GET", "foo"))
                        .isEqualTo(new Resp.Failure(
                                "MOVED 12182 127.0.0.1:" + redis.ports().get(5)));
            }
            try (Resp resp = Wire.connect(replicated, "localhost", redis.ports().get(5))) {
                assertThat(resp.call("AUTH", token.principalId(), token.value()))
                        .isEqualTo("OK");
                assertThat(resp.call("GET", "foo")).isEqualTo("bar");
            }
            // Those that replicate logged in as well, and are nobody's clients: not once they ask for the data.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(redis.counters())
                            .returns(2L, RedisCounters::connectionsOpened)
                            .returns(2L, RedisCounters::authsSent)
                            .returns(2L, RedisCounters::authsAccepted)
                            .returns(0L, RedisCounters::authsRefused));
            assertThat(redis.failover(5)).isEqualTo(2);
            assertThat(redis.command(2, "GET", "foo")).isEqualTo("bar");
        }
    }

    @Test
    void onlyAClusterHasReplicas() {
        assertThatThrownBy(() -> LocalAzure.builder().replicas(1).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replicas is 1");
    }

    @Test
    void canAnnounceHostNames() throws IOException {
        try (LocalAzure named = LocalAzure.builder()
                        .topology(Topology.CLUSTER)
                        .announceHostNames()
                        .start();
                Resp resp = Wire.login(named, named.identity().issue())) {
            assertThat(resp.call("SET", "foo", "bar"))
                    .isEqualTo(new Resp.Failure(
                            "MOVED 12182 localhost:" + named.redis().ports().get(2)));
        }
    }

    @Test
    void canAnnounceAnAddressThatNobodyReaches() throws IOException {
        try (LocalAzure hidden = LocalAzure.builder()
                        .topology(Topology.CLUSTER)
                        .announcePrivateAddress()
                        .start();
                Resp resp = Wire.login(hidden, hidden.identity().issue())) {
            int port = hidden.redis().ports().get(2);
            assertThat(resp.call("SET", "foo", "bar")).isEqualTo(new Resp.Failure("MOVED 12182 10.0.0.85:" + port));
            assertThat(String.valueOf(resp.call("CLUSTER", "NODES")))
                    .contains("10.0.0.85:" + port)
                    .doesNotContain("127.0.0.1");
            Wire.connect(hidden, "localhost", port).close();
        }
    }

    @Test
    void aNodeThatIsGoneIsStillAnnounced() throws IOException {
        int port = azure.redis().ports().get(2);
        azure.redis().stop(2);
        try (Resp resp = Wire.login(azure, azure.identity().issue())) {
            assertThatThrownBy(() -> Wire.connect(azure, "localhost", port)).isInstanceOf(ConnectException.class);
            assertThat(String.valueOf(resp.call("CLUSTER", "NODES")))
                    .contains("127.0.0.1:" + port)
                    .doesNotContain("fail");
        } finally {
            azure.redis().start();
        }
        Wire.connect(azure, "localhost", port).close();
    }

    @Test
    void whatAServiceDoesNotKnowIsUnknown() throws IOException {
        azure.redis().unknown("cluster myid", "CONFIG");
        try (Resp resp = Wire.login(azure, azure.identity().issue())) {
            assertThat(resp.call("CLUSTER", "MYID"))
                    .isEqualTo(new Resp.Failure("ERR unknown subcommand 'MYID '. Try CLUSTER HELP."));
            assertThat(resp.call("config", "GET", "maxmemory"))
                    .isEqualTo(new Resp.Failure(
                            "ERR unknown command 'config ', with args beginning with: 'GET' 'maxmemory' "));
            assertThat(resp.call("CLUSTER", "KEYSLOT", "foo")).isEqualTo(12182L);
            azure.redis().unknown();
            assertThat(resp.call("CLUSTER", "MYID")).isInstanceOf(String.class);
        }
    }
}
