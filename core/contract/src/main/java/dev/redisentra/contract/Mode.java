package dev.redisentra.contract;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.redisentra.contract.ClientUnderTest.Blocking;
import dev.redisentra.contract.ClientUnderTest.Channel;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.jspecify.annotations.Nullable;

/** A way to use a client while tokens are renewed. In each, nothing may be lost and nothing wrong. */
public enum Mode {
    IDLE("connections that lie idle", Commands::idle),
    BUSY("commands from many threads, keyed, keyless and scripts", Commands::busy),
    FUNCTIONS("functions", Commands::functions),
    ASYNC("commands that are not waited for", bench -> Commands.async(bench, ClientUnderTest::incrementAsync)),
    REACTIVE("commands in reactive streams", bench -> Commands.async(bench, ClientUnderTest::incrementReactively)),
    SURPLUS("a pool larger than its traffic", NewConnections::surplus),
    COMING_AND_GOING("connections that are opened and given back", NewConnections::comeAndGo),
    HELD("a connection that the application keeps", Commands::held),
    LARGE("values of 20 MB", Commands::large),
    RENEWED_TWICE("two renewals in a row", Commands::renewedTwice),

    PIPELINE("a pipeline that is open across a renewal", Groups::pipeline),
    TRANSACTIONS("transactions without a pause", Groups::transactions),
    TRANSACTION_HELD("a transaction that is open across a renewal", Groups::transactionHeld),
    DISCARDED("a transaction that is discarded after a renewal", Groups::discarded),
    WATCH("a key that is watched across a renewal", Groups::watch),

    BLPOP("BLPOP without end", bench -> Blocks.withoutEnd(bench, Blocking.BLPOP)),
    BLMOVE("BLMOVE without end", bench -> Blocks.withoutEnd(bench, Blocking.BLMOVE)),
    BZPOPMIN("BZPOPMIN without end", bench -> Blocks.withoutEnd(bench, Blocking.BZPOPMIN)),
    XREAD("XREAD BLOCK without end", bench -> Blocks.withoutEnd(bench, Blocking.XREAD)),
    XREADGROUP("XREADGROUP BLOCK without end", bench -> Blocks.withoutEnd(bench, Blocking.XREADGROUP)),
    BLOCKED_IN_VAIN("a block that ends with nothing", Blocks::inVain),

    CHANNELS("messages of a channel", bench -> Messages.flow(bench, Channel.CHANNEL)),
    PATTERNS("messages of a pattern", bench -> Messages.flow(bench, Channel.PATTERN)),
    SHARDED("messages of a sharded channel", Topology.CLUSTER, bench -> Messages.flow(bench, Channel.SHARDED)),
    SUBSCRIBING("subscribing and unsubscribing", Messages::subscribing),
    SUBSCRIBER_CUT("messages after a subscriber lost its connection", Messages::cut),

    AMID_HANDSHAKES("a renewal in the middle of handshakes", NewConnections::amidHandshakes),
    AMID_RECONNECTS("a renewal in the middle of reconnects", NewConnections::amidReconnects),
    CUT_ONE_BY_ONE("connections are cut one by one during renewals", Faults::cutOneByOne),
    CUT("all connections are cut during renewals", Faults::cut),
    STOPPED("the server is away during a renewal", Faults::stopped),
    NODE_RESTARTED("a node restarts during a renewal", Topology.CLUSTER, Faults::nodeRestarted),
    FAILED_OVER("a node fails over to its replica during a renewal", Topology.CLUSTER, Faults::failedOver),
    BLOCKED_AT_FAILOVER("a block without end, whose node fails over", Topology.CLUSTER, Blocks::failedOver),
    SLOT_MOVED("a slot moves to another node during a renewal", Topology.CLUSTER, Slots::moved),
    REFUSED("every AUTH is refused for a while", Faults::refused),
    NO_TOKEN("there is no token beyond expiry", Faults::noToken),
    SOURCE_CLOSED("the source is closed first", Faults::sourceClosed),
    OTHER_CLOSED("another client of the source is closed", Faults::otherClosed),
    // Last: the cluster has a replica less from then on.
    NODE_ADDED("a node joins and gets a slot", Topology.CLUSTER, Slots::nodeAdded);

    /** Modes to try alone, by name and with commas; all where it is not set. */
    private static final String SELECTED = System.getProperty("redisentra.contract.modes", "");

    private final String title;
    private final @Nullable Topology topology;

    @SuppressWarnings("ImmutableEnumChecker") // static methods, all of them
    private final Run run;

    Mode(String title, Run run) {
        this(title, null, run);
    }

    Mode(String title, @Nullable Topology topology, Run run) {
        this.title = title;
        this.topology = topology;
        this.run = run;
    }

    /** Whether some are tried alone. */
    static boolean areSelected() {
        return !SELECTED.isEmpty();
    }

    /** Those that there are in this topology, in their order. */
    static Stream<Mode> in(Topology shape) {
        List<String> selected = Pattern.compile(",").splitAsStream(SELECTED).toList();
        return Arrays.stream(values())
                .filter(mode -> mode.topology == null || mode.topology == shape)
                .filter(mode -> SELECTED.isEmpty() || selected.contains(mode.name()));
    }

    /**
     * Those of the short lane: in each topology all of them, but in one protocol each, the other one in the other topology,
     * where the protocol makes no difference to it. What is selected by name is tried in all settings.
     */
    static Stream<Mode> briefly(Topology shape, Protocol protocol) {
        List<Mode> all = List.of(values());
        return in(shape).filter(mode -> {
            boolean even = all.indexOf(mode) % 2 == 0;
            Protocol turn = even == (shape == Topology.STANDALONE) ? Protocol.RESP3 : Protocol.RESP2;
            return protocol == turn || mode.differsByProtocol() || !SELECTED.isEmpty();
        });
    }

    /** Pushes are what RESP3 has and RESP2 has not, and a handshake is another one. */
    private boolean differsByProtocol() {
        return switch (this) {
            case CHANNELS, PATTERNS, SHARDED, SUBSCRIBING, SUBSCRIBER_CUT, AMID_HANDSHAKES -> true;
            default -> false;
        };
    }

    /** Whether AUTHs are rightly sent more than once for a renewal. */
    boolean repeatsAuths() {
        return this == REFUSED;
    }

    void run(Bench bench) {
        run.through(bench);
    }

    @Override
    public String toString() {
        return title;
    }

    @FunctionalInterface
    private interface Run {
        void through(Bench bench);
    }
}
