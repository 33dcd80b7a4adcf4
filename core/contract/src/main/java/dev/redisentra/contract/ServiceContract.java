package dev.redisentra.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Service;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The modes on Azure's services, as the test kit plays them. In the wide lane all of them, on each service that differs from
 * the others in what a client meets, and the page on compatibility says the same; in the short lane a few, on two of the
 * services. Where the page's table is written, all on each.
 */
@Execution(ExecutionMode.CONCURRENT)
public abstract class ServiceContract {
    /** The services differ in what they know and where they are: more renewals would show nothing more. */
    private static final int RENEWALS = 2;

    private static final Set<Mode> BRIEFLY = EnumSet.of(Mode.BUSY, Mode.CHANNELS);

    /**
     * In the kit, the Enterprise policy is as no clustering, and the OSS policy is the same with addresses that lead straight
     * to a node.
     */
    private static final Set<Service> DIFFERENT = EnumSet.of(
            Service.CACHE, Service.CACHE_CLUSTER, Service.MANAGED_NO_CLUSTER, Service.MANAGED_OSS_CLUSTER_PRIVATE);

    /** A new client for one endpoint, as the settings have it. Closing it must not close the source. */
    protected abstract ClientUnderTest standalone(RedisSettings settings, CredentialSource source);

    /** The same for a cluster. */
    protected abstract ClientUnderTest cluster(RedisSettings settings, CredentialSource source);

    @ParameterizedTest
    @EnumSource(names = {"CACHE", "MANAGED_OSS_CLUSTER"})
    @Execution(ExecutionMode.CONCURRENT)
    void nothingIsLostAndNothingWrongInBrief(Service service) {
        tried(service, BRIEFLY::contains);
    }

    static Stream<Service> services() {
        return Arrays.stream(Service.values())
                .filter(Compatibility.WRITES_SERVICES ? service -> service != Service.REDIS : DIFFERENT::contains);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("services")
    @Execution(ExecutionMode.CONCURRENT)
    void nothingIsLostAndNothingWrong(Service service) {
        int tried = tried(service, mode -> true);
        if (!Mode.areSelected()) {
            Compatibility.confirm(service, Compatibility.clientOf(getClass()), tried, tried);
        }
    }

    /** How many of the modes the client has; all of them have to be kept. */
    private int tried(Service service, Predicate<Mode> wanted) {
        boolean cluster = service.topology() == Topology.CLUSTER;
        Trial trial = new Trial(
                Protocol.RESP3, RENEWALS, Bench.PATIENCE, Duration.ZERO, cluster ? this::cluster : this::standalone);
        List<String> broken = new ArrayList<>();
        int tried = 0;
        List<Mode> modes = modes(service).filter(wanted).toList();
        try (LocalAzure azure = start(service, modes.contains(Mode.FAILED_OVER))) {
            for (Mode mode : modes) {
                try {
                    Outcome outcome = trial.run(mode, azure);
                    tried++;
                    if (!outcome.kept()) {
                        broken.add(mode + ": " + outcome);
                    }
                } catch (ClientUnderTest.Lacking lacking) {
                    // The client has no such way of use, as the page says.
                }
            }
        }
        assertThat(broken).isEmpty();
        return tried;
    }

    private static LocalAzure start(Service service, boolean failsOver) {
        LocalAzure.Builder builder = LocalAzure.builder().service(service);
        return (failsOver ? builder.replicas(1) : builder).start();
    }

    private static Stream<Mode> modes(Service service) {
        boolean redis6 = service == Service.CACHE || service == Service.CACHE_CLUSTER;
        return Mode.in(service.topology()).filter(mode -> !redis6 || !needsRedis7(mode, service.topology()));
    }

    /** Functions and sharded channels, which some modes have among others. */
    private static boolean needsRedis7(Mode mode, Topology topology) {
        return switch (mode) {
            case FUNCTIONS, SHARDED -> true;
            case SUBSCRIBING -> topology == Topology.CLUSTER;
            default -> false;
        };
    }
}
