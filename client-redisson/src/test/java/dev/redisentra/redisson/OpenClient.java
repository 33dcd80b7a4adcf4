package dev.redisentra.redisson;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.Topology;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisCounters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.redisson.api.RedissonClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A client for each test, whose tokens are renewed by command and pretend to live so briefly that AUTHs go out soon. */
abstract class OpenClient {
    private static final Duration CLAIMED = Duration.ofSeconds(1);

    /** What Redisson gives back to be tried again has been left alone for 5 s before. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What has read the old token just before a renewal has logged in by then. */
    private static final Duration A_HANDSHAKE = Duration.ofMillis(200);

    private final Protocol protocol;
    LocalAzure azure;
    RedisSettings settings;
    CommandedSource source;
    RedissonClient redis;
    private RedisCounters before;

    OpenClient(Protocol protocol) {
        this.protocol = protocol;
    }

    @BeforeEach
    void open(LocalAzure local) {
        azure = local;
        azure.identity().tokenLifetime(Duration.ofHours(1));
        nodes().forEach(node -> azure.redis().command(node, "FLUSHALL"));
        settings = RedisSettings.from(setting -> setting == Setting.PROTOCOL
                ? protocol.toString()
                : azure.environment().get(setting.variable()));
        source = new CommandedSource(azure.identity(), CLAIMED);
        redis = settings.topology() == Topology.CLUSTER
                ? RedissonClients.cluster(settings, source)
                : RedissonClients.standalone(settings, source);
        before = azure.redis().counters();
    }

    @AfterEach
    void close() {
        azure.redis().acceptAuth();
        // For as long it waits for what is under way.
        redis.shutdown(0, 500, TimeUnit.MILLISECONDS);
        await().until(() -> azure.redis().counters().connectionsOpen() == 0);
        assertThat(seen().closedAtExpiry()).isZero();
    }

    RedisCounters seen() {
        return azure.redis().counters().since(before);
    }

    /** Renews, and expires the old token when no connection has it any more, nor is about to log in with it. */
    void renew() {
        IssuedToken old = source.renew();
        await().pollInterval(Duration.ofMillis(5))
                .during(A_HANDSHAKE)
                .until(() -> azure.redis().connectionsWith(old) == 0);
        azure.identity().expire(old);
    }

    /** How many commands block. */
    void awaitBlocked(long commands) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .until(() -> azure.redis().blocked() == commands);
    }

    List<Integer> nodes() {
        return IntStream.range(0, azure.redis().ports().size()).boxed().toList();
    }
}
