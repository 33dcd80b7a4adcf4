package dev.redisentra.contract;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The modes as tests, for one topology and one protocol. An adapter's test has a nested class for each, which says how a
 * client is opened and what is declared; they run side by side, each on an Azure of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class Contract {
    /** How many renewals a mode goes through; more of them for a longer run. */
    private static final int RENEWALS = Integer.getInteger("redisentra.contract.renewals", 5);

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final LocalAzure azure;
    private final Protocol protocol;

    protected Contract(LocalAzure azure, Protocol protocol) {
        this.azure = azure;
        this.protocol = protocol;
    }

    /** A new client. Closing it must not close the source. */
    protected abstract ClientUnderTest open(RedisSettings settings, CommandedSource source);

    /** What the client cannot keep, with the reason. */
    protected Map<Mode, String> declared(Protocol protocol) {
        return Map.of();
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> holds() {
        Map<Mode, String> found = new EnumMap<>(Mode.class);
        Stream<DynamicTest> modes = Arrays.stream(Mode.values())
                .filter(mode -> mode.concerns(azure.redis().topology()))
                .map(mode -> DynamicTest.dynamicTest(mode.toString(), () -> holds(mode, found)));
        DynamicTest page = DynamicTest.dynamicTest(
                "the page on compatibility says so", () -> CompatibilityPage.check(client(), protocol, found));
        return Stream.concat(modes, Stream.of(page));
    }

    private void holds(Mode mode, Map<Mode, String> found) {
        try {
            String gap = declared(protocol).get(mode);
            if (gap != null) {
                throw new TestAbortedException(gap);
            }
            CommandedSource source = new CommandedSource(azure.identity(), Bench.CLAIMED_LIFE);
            Outcome outcome = run(mode, source, Bench.PATIENCE);
            assertThat(outcome).as("%s: %s", mode, outcome).matches(Outcome::kept, "kept");
            found.put(mode, CompatibilityPage.KEPT);
        } catch (TestAbortedException cannot) {
            found.put(mode, String.valueOf(cannot.getMessage()));
            throw cannot;
        }
    }

    /** As the page heads its columns. An adapter's package ends in its client's name. */
    private String client() {
        String name = getClass().getPackageName();
        name = name.substring(name.lastIndexOf('.') + 1);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** Who never renews is found out, in each of these ways. */
    @ParameterizedTest
    @EnumSource(names = {"IDLE", "CHANNELS"})
    @Execution(ExecutionMode.SAME_THREAD)
    void failsForOneStaticToken(Mode mode) {
        CommandedSource source = new CommandedSource(azure.identity(), Bench.CLAIMED_LIFE);
        source.freeze();
        assertThat(run(mode, source, Duration.ofMillis(100)).kept()).isFalse();
    }

    private Outcome run(Mode mode, CommandedSource source, Duration patience) {
        RedisSettings settings = RedisSettings.from(setting -> setting == Setting.PROTOCOL
                ? protocol.toString()
                : azure.environment().get(setting.variable()));
        String keys = mode.name().toLowerCase(Locale.ROOT) + RUNS.incrementAndGet() + ":";
        try (Bench bench = new Bench(azure, source, () -> open(settings, source), RENEWALS, patience, keys)) {
            mode.run(bench);
            return bench.outcome(mode.repeatsAuths());
        } catch (ClientUnderTest.Lacking lacking) {
            throw new TestAbortedException(lacking.getMessage(), lacking);
        }
    }
}
