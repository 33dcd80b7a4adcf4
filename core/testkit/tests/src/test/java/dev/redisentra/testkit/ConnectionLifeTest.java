package dev.redisentra.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a service makes of connections that are idle, too many, too many at once, or on a node that moves. */
class ConnectionLifeTest {
    private static final Resp.Failure FULL = new Resp.Failure("ERR max number of clients reached");

    @Test
    @WithLocalAzure
    void whatLiesIdleIsClosedAndWhatMovesIsNot(LocalAzure azure) throws IOException {
        try (Resp idle = login(azure);
                Resp busy = login(azure)) {
            azure.redis().closeIdle(Duration.ofSeconds(1));
            await().until(() -> {
                assertThat(busy.call("PING")).isEqualTo("PONG");
                return azure.redis().counters().connectionsOpen() == 1;
            });
            assertThatThrownBy(idle::read).isInstanceOf(EOFException.class);
            azure.redis().closeIdle(Duration.ZERO);
            assertThat(busy.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    @WithLocalAzure
    void oneConnectionMoreThanThereMayBeIsRefusedInTheServersWords(LocalAzure azure) throws IOException {
        azure.redis().limitConnections(1);
        IssuedToken token = azure.identity().issue();
        try (Resp first = Wire.login(azure, token)) {
            for (int i = 0; i < 20; i++) {
                try (Resp more = Wire.connect(azure)) {
                    assertThat(more.call("AUTH", token.principalId(), token.value()))
                            .isEqualTo(FULL);
                    assertThatThrownBy(more::read).isInstanceOf(IOException.class);
                }
            }
            assertThat(first.call("PING")).isEqualTo("PONG");
            azure.redis().limitConnections(0);
            login(azure).close();
        }
    }

    @Tag("long")
    @Test
    @WithLocalAzure(topology = Topology.CLUSTER, replicas = 1)
    void theLimitIsOfTheClientsAlone(LocalAzure azure) throws IOException {
        azure.redis().limitConnections(1);
        for (int port : azure.redis().ports()) {
            try (Resp first = Wire.connect(azure, azure.redis().host(), port);
                    Resp more = Wire.connect(azure, azure.redis().host(), port)) {
                IssuedToken token = azure.identity().issue();
                assertThat(first.call("AUTH", token.principalId(), token.value()))
                        .isEqualTo("OK");
                // In a cluster Redis says that it counts those of its bus as well.
                assertThat(more.read())
                        .isInstanceOfSatisfying(
                                Resp.Failure.class,
                                refusal -> assertThat(refusal.message()).startsWith("ERR max number of clients"));
            }
        }
    }

    @Test
    @WithLocalAzure
    void newConnectionsAreTakenOneAfterTheOther(LocalAzure azure) throws IOException {
        azure.redis().limitNewConnections(4);
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            login(azure).close();
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(750));
        azure.redis().limitNewConnections(0);
        login(azure).close();
    }

    @Test
    @WithLocalAzure
    void nobodyIsToldThatANodeMovesUnlessItMayBeAskedFor(LocalAzure azure) throws IOException {
        try (Resp resp = login(azure)) {
            assertThat(resp.call("CLIENT", "MAINT_NOTIFICATIONS", "ON")).isInstanceOf(Resp.Failure.class);
            assertThat(azure.redis().handOver(Duration.ofSeconds(1))).isZero();
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    @WithLocalAzure
    void whoHasAskedIsToldAndThenClosed(LocalAzure azure) throws IOException {
        azure.redis().maintenanceNotifications(true);
        try (Resp told = login(azure);
                Resp other = login(azure);
                Resp undecided = login(azure)) {
            assertThat(told.call("CLIENT", "MAINT_NOTIFICATIONS", "ON", "moving-endpoint-type", "external-fqdn"))
                    .isEqualTo("OK");
            assertThat(undecided.call("CLIENT", "MAINT_NOTIFICATIONS", "ON")).isEqualTo("OK");
            assertThat(undecided.call("CLIENT", "MAINT_NOTIFICATIONS", "OFF")).isEqualTo("OK");
            assertThat(azure.redis().handOver(Duration.ofSeconds(1))).isOne();
            assertThat(told.read())
                    .isEqualTo(new Resp.Push(List.of(
                            "MOVING", 1L, 1L, "localhost:" + azure.redis().port())));
            assertThatThrownBy(told::read).isInstanceOf(EOFException.class);
            assertThat(other.call("PING")).isEqualTo("PONG");
            assertThat(undecided.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    @WithLocalAzure
    void itIsToldBetweenTwoReplies(LocalAzure azure) throws IOException {
        azure.redis().maintenanceNotifications(true);
        String value = "+OK\r\n".repeat(40_000);
        try (Resp resp = login(azure)) {
            assertThat(resp.call("SET", "large", value)).isEqualTo("OK");
            assertThat(resp.call("CLIENT", "MAINT_NOTIFICATIONS", "ON")).isEqualTo("OK");
            int gets = 100;
            for (int i = 0; i < gets; i++) {
                resp.send("GET", "large"); // more than fits into what nobody reads
            }
            assertThat(azure.redis().handOver(Duration.ofMinutes(1))).isOne();
            int values = 0;
            int pushes = 0;
            while (values + pushes <= gets) {
                Object reply = Objects.requireNonNull(resp.read());
                if (reply instanceof Resp.Push) {
                    pushes++;
                } else {
                    assertThat(value.equals(reply)).as("reply %d", values).isTrue();
                    values++;
                }
            }
            assertThat(pushes).isOne();
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
    }

    private static Resp login(LocalAzure azure) throws IOException {
        return Wire.login(azure, azure.identity().issue());
    }
}
