package dev.redisentra.contract;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client makes of the modes without an adapter of ours. It is recorded for the page on compatibility, figure by
 * figure, and judged by nobody: it takes its time, so it is part of the long form alone. What is part of every run is
 * that the contract fails where it should.
 */
public abstract class Comparison {
    private static final Logger log = LoggerFactory.getLogger(Comparison.class);

    /** Longer than a token claims to live: a client that has not sent its AUTH by then would be late anywhere. */
    private static final Duration PATIENCE = Bench.CLAIMED_LIFE.multipliedBy(2);

    /** Nobody is waited for who is known to do nothing. */
    private static final Duration NONE = Duration.ofMillis(100);

    /** More than any mode needs, even when each wait of it is in vain. */
    private static final Duration CAP = Duration.ofMinutes(3);

    /** A new client, made the way that is named and in the best manner that its documentation knows. */
    protected abstract ClientUnderTest open(Way way, RedisSettings settings, CommandedSource source);

    static Stream<Arguments> columns() {
        return Stream.of(Way.CLIENTS_OWN, Way.ONE_TOKEN)
                .flatMap(way -> Arrays.stream(Topology.values())
                        .flatMap(topology -> Arrays.stream(Protocol.values())
                                .filter(protocol -> way.isTriedIn(protocol, topology))
                                .map(protocol -> Arguments.of(way, topology, protocol))));
    }

    @ParameterizedTest
    @MethodSource("columns")
    @Execution(ExecutionMode.CONCURRENT)
    @EnabledIfSystemProperty(named = "redisentra.contract.long", matches = "true", disabledReason = "the long form's")
    void isRecorded(Way way, Topology topology, Protocol protocol) {
        tryAll(way, topology, protocol);
    }

    /** Tries what is to be tried, and records it. */
    protected final void tryAll(Way way, Topology topology, Protocol protocol) {
        Column column = new Column(protocol, topology, Compatibility.clientOf(getClass()), way);
        Compatibility.modes(column).forEach(mode -> Compatibility.record(column, mode, tried(column, mode)));
    }

    /** On an Azure of its own, so that one who hangs or leaves something behind harms no other. */
    private Verdict tried(Column column, Mode mode) {
        try (LocalAzure azure = LocalAzure.builder()
                .topology(column.topology())
                .replicas(column.topology() == Topology.CLUSTER ? 1 : 0)
                .start()) {
            CompletableFuture<Verdict> found = new CompletableFuture<>();
            Thread trying = new Thread(() -> {
                try {
                    Outcome outcome = trial(column.way(), column.protocol()).run(mode, azure);
                    if (!outcome.kept()) {
                        log.warn("{}: {}: {}", column, mode, outcome);
                    }
                    found.complete(Verdict.of(outcome));
                } catch (ClientUnderTest.Lacking lacking) {
                    found.complete(new Verdict.Unsupported(String.valueOf(lacking.getMessage())));
                } catch (RuntimeException | Error e) {
                    found.completeExceptionally(e);
                }
            });
            trying.setDaemon(true);
            trying.start();
            try {
                return found.get(CAP.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                trying.interrupt();
                return new Verdict.Hangs();
            } catch (ExecutionException e) {
                log.warn("{}: {}", column, mode, e.getCause());
                return new Verdict.Broken(1, 0, 0, 0, 0, 0);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Trial trial(Way way, Protocol protocol) {
        return new Trial(
                protocol,
                Contract.RENEWALS,
                way == Way.CLIENTS_OWN ? PATIENCE : NONE,
                way == Way.CLIENTS_OWN ? Bench.HANDSHAKE : Duration.ZERO,
                (settings, source) -> open(way, settings, source));
    }

    /** Who never renews is found out. */
    @Test
    @WithLocalAzure
    void theContractFailsForOneToken(LocalAzure azure) {
        assertThat(trial(Way.ONE_TOKEN, Protocol.RESP3).run(Mode.IDLE, azure))
                .matches(outcome -> outcome.closed() > 0, "connections are closed at expiry")
                .returns(false, Outcome::kept);
    }
}
