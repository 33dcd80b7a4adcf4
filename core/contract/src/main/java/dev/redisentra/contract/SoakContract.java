package dev.redisentra.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import dev.redisentra.testkit.Topology;
import dev.redisentra.testkit.WithLocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Modes mixed at random, several at a time, for as many minutes as one likes, with tokens of 5 s by the clock, on a server
 * that stalls and refuses AUTHs at random. What breaks connections has its modes in {@link Contract}, for there commands may fail.
 *
 * <p>{@code ./mvnw -T3 -Psoak verify} has all three clients at it at once.
 */
public abstract class SoakContract {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 1));
    private static final Duration TOKEN_LIFE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 4;

    /** How many a mode goes through before the next takes its place. */
    private static final int RENEWALS = 2;

    private static final int LONGEST_FAULT_MILLIS = 500;

    /**
     * How long a mode stays as it is for every connection to re-authenticate. An AUTH that was refused amid a pipeline can
     * be sent again only when the pipeline has been read.
     */
    private static final Duration PATIENCE = TOKEN_LIFE.dividedBy(5);

    /** Those in which nothing may fail, and which do not mind others beside them: not those that count connections. */
    private static final Set<Mode> MODES = EnumSet.of(
            Mode.BUSY,
            Mode.FUNCTIONS,
            Mode.ASYNC,
            Mode.REACTIVE,
            Mode.SURPLUS,
            Mode.COMING_AND_GOING,
            Mode.HELD,
            Mode.LARGE,
            Mode.RENEWED_TWICE,
            Mode.PIPELINE,
            Mode.TRANSACTIONS,
            Mode.TRANSACTION_HELD,
            Mode.DISCARDED,
            Mode.WATCH,
            Mode.BLPOP,
            Mode.BLMOVE,
            Mode.BZPOPMIN,
            Mode.XREAD,
            Mode.XREADGROUP,
            Mode.CHANNELS,
            Mode.PATTERNS,
            Mode.SHARDED,
            Mode.SUBSCRIBING,
            Mode.OTHER_CLOSED);

    /** A new client. Closing it must not close the source. */
    protected abstract ClientUnderTest open(RedisSettings settings, CommandedSource source);

    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+", disabledReason = "takes minutes")
    @WithLocalAzure
    void nothingIsLostStandalone(LocalAzure azure) throws Exception {
        nothingIsLost(azure, Protocol.RESP2);
    }

    @Test
    @EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+", disabledReason = "takes minutes")
    @WithLocalAzure(topology = Topology.CLUSTER)
    void nothingIsLostInACluster(LocalAzure azure) throws Exception {
        nothingIsLost(azure, Protocol.RESP3);
    }

    /** For half of the time. */
    private void nothingIsLost(LocalAzure azure, Protocol protocol) throws Exception {
        Trial trial = new Trial(protocol, RENEWALS, PATIENCE, Duration.ZERO, this::open);
        List<Mode> modes =
                Mode.in(azure.redis().topology()).filter(MODES::contains).toList();
        // Once in its own time: what has not been compiled yet takes longer over 20 MB than a token here has left.
        new Trial(protocol, 1, Bench.PATIENCE, Duration.ZERO, this::open).run(Mode.LARGE, azure);
        Map<Mode, AtomicInteger> runs = new ConcurrentHashMap<>();
        List<String> broken = new CopyOnWriteArrayList<>();
        Instant end = Instant.now().plus(LENGTH.dividedBy(2));
        RedisCounters before = azure.redis().counters();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (CommandedSource source = new CommandedSource(azure.identity(), TOKEN_LIFE);
                ClockedRotation rotation = new ClockedRotation(source, azure.identity(), TOKEN_LIFE)) {
            List<Future<?>> working = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                working.add(threads.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        Mode mode = modes.get(ThreadLocalRandom.current().nextInt(modes.size()));
                        try (Bench bench = trial.bench(mode, azure, source, rotation)) {
                            mode.run(bench);
                            broken.addAll(bench.findings().examples().stream()
                                    .map(example -> mode + ": " + example)
                                    .toList());
                            runs.computeIfAbsent(mode, first -> new AtomicInteger())
                                    .incrementAndGet();
                        } catch (ClientUnderTest.Lacking lacking) {
                            // another one
                        }
                    }
                }));
            }
            while (Instant.now().isBefore(end)) {
                strike(azure);
            }
            for (Future<?> one : working) {
                one.get(Bench.PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
            }
            RedisCounters seen = azure.redis().counters().since(before);
            System.out.printf(
                    "%s, %s: %d renewals, %s, %s%n",
                    Compatibility.clientOf(getClass()), azure.redis().topology(), rotation.renewals(), seen, runs);
            assertThat(broken).isEmpty();
            assertThat(seen.closedAtExpiry()).isZero();
            assertThat(runs.keySet()).hasSizeGreaterThan(modes.size() / 2);
        } finally {
            threads.shutdownNow();
        }
    }

    /** One fault, and a while without. */
    private static void strike(LocalAzure azure) {
        ThreadLocalRandom chance = ThreadLocalRandom.current();
        int millis = chance.nextInt(1, LONGEST_FAULT_MILLIS);
        if (chance.nextBoolean()) {
            List<Integer> masters = azure.redis().masters();
            int node = masters.get(chance.nextInt(masters.size()));
            azure.redis().command(node, "CLIENT", "PAUSE", String.valueOf(millis));
        } else {
            azure.redis().refuseReauthentication();
            Bench.pause(Duration.ofMillis(millis));
            azure.redis().acceptAuth();
        }
        Bench.pause(Duration.ofMillis(chance.nextInt(1_000, 4_000)));
    }
}
