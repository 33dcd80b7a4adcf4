package dev.redisentra.contract;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.version.ClientVersions;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The modes as tests, for one topology and one protocol. An adapter's test has a nested class for each, which says how a
 * client is opened and what is declared; they run side by side, each on an Azure of its own.
 */
@Tag("scaled")
@Execution(ExecutionMode.CONCURRENT)
public abstract class Contract {
    /**
     * How many renewals a mode goes through, and other tests that have many. Two are the fewest that all modes make sense
     * with: something goes there and back, is changed and is not. The wide lane has more.
     */
    public static final int RENEWALS = Integer.getInteger("redisentra.contract.renewals", 2);

    /** How many bytes a large value has. In the long form 20 MB: what its page says. */
    public static final int LARGE = Integer.getInteger("redisentra.contract.large", 2) << 20;

    /**
     * Between one time and the next of what is kept doing. The short form leaves room for other settings and other modules
     * in it, the wide lane has none.
     */
    static final Duration PACE = Duration.ofMillis(Integer.getInteger("redisentra.contract.pace", 3));

    private final LocalAzure azure;
    private final Protocol protocol;

    protected Contract(LocalAzure azure, Protocol protocol) {
        this.azure = azure;
        this.protocol = protocol;
    }

    /** For an adapter's other tests that keep doing something. */
    public static void pace() {
        LockSupport.parkNanos(PACE.toNanos());
    }

    /** A new client. Closing it must not close the source. */
    protected abstract ClientUnderTest open(RedisSettings settings, CommandedSource source);

    /** What the client cannot keep, with the reason. */
    protected Map<Mode, String> declared(Protocol protocol) {
        return Map.of();
    }

    /** The client as the adapter sees it. */
    protected abstract ClientVersions versions();

    /** Else a run would say of one version what holds for another. */
    @Test
    void theClientHasTheVersionThatIsTried() {
        String tried = System.getProperty("redisentra.contract.version");
        String present = versions().present().orElse("of unknown version");
        if (tried != null) {
            assertThat(present).isEqualTo(tried);
        } else {
            assertThat(versions()).asString().endsWith(" to " + present);
        }
    }

    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> holds() {
        Map<Mode, Verdict> found = new EnumMap<>(Mode.class);
        Trial trial = new Trial(protocol, RENEWALS, Bench.PATIENCE, Duration.ZERO, this::open);
        Column column = new Column(protocol, azure.redis().topology(), Compatibility.clientOf(getClass()), Way.OURS);
        Stream<DynamicTest> modes = Compatibility.modes(column)
                .map(mode -> DynamicTest.dynamicTest(mode.toString(), () -> holds(mode, trial, found)));
        DynamicTest page = DynamicTest.dynamicTest(
                "the page on compatibility says so", () -> Compatibility.confirm(column, found));
        return Stream.concat(modes, Stream.of(page));
    }

    private void holds(Mode mode, Trial trial, Map<Mode, Verdict> found) {
        String gap = declared(trial.protocol()).get(mode);
        if (gap != null) {
            found.put(mode, new Verdict.Unsupported(gap));
            throw new TestAbortedException(gap);
        }
        try {
            Outcome outcome = trial.run(mode, azure);
            assertThat(outcome).as("%s: %s", mode, outcome).matches(Outcome::kept, "kept");
            found.put(mode, Verdict.of(outcome));
        } catch (ClientUnderTest.Lacking lacking) {
            found.put(mode, new Verdict.Unsupported(String.valueOf(lacking.getMessage())));
            throw new TestAbortedException(lacking.getMessage(), lacking);
        }
    }
}
