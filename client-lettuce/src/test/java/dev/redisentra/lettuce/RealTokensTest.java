package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.List;

import dev.redisentra.contract.Contract;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The whole way in real time: azure-identity, core's renewal, tokens that live 10 s, connections under load. */
@Tag("scaled")
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
class RealTokensTest {
    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 10)
    void renewalsOnOneEndpointPassUnnoticed(LocalAzure azure) {
        renewalsPassUnnoticed(azure);
    }

    @Test
    @WithLocalAzure(azureIdentity = true, tokenLifetimeSeconds = 10, topology = Topology.CLUSTER)
    void renewalsInAClusterPassUnnoticed(LocalAzure azure) {
        renewalsPassUnnoticed(azure);
    }

    private static void renewalsPassUnnoticed(LocalAzure azure) {
        try (CredentialSource source = CredentialSources.open(Lettuce.settings(azure, Protocol.RESP3));
                Lettuce resp3 = Lettuce.ready(azure, Protocol.RESP3, source);
                Lettuce resp2 = Lettuce.ready(azure, Protocol.RESP2, source)) {
            List<RedisClusterCommands<String, String>> connections =
                    List.of(resp3.connect(), resp3.connect(), resp2.connect(), resp2.connect());
            long renewals = source.status().counters().renewals();
            try (Load load = new Load(List.of(connections.get(0), connections.get(2)))) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> source.status().counters().renewals() >= renewals + Contract.RENEWALS);
                load.stop();
                assertThat(load.failures()).isEmpty();
                assertThat(load.commands()).isPositive();
            }
            connections.forEach(idle -> assertThat(idle.ping()).isEqualTo("PONG"));

            AuthStatus.Counters status = source.status().counters();
            RedisCounters counters = azure.redis().counters();
            assertThat(counters.closedAtExpiry()).isZero();
            assertThat(counters.authsRefused()).isZero();
            assertThat(status.reauthenticationFailures()).isZero();
            assertThat(status.reauthentications()).isPositive();
            assertThat(counters.authsSent())
                    .isLessThanOrEqualTo(counters.connectionsOpened() + counters.connectionsOpen() * status.renewals());
            assertThat(azure.identity().requests().received()).isEqualTo(status.requests());
        }
    }
}
