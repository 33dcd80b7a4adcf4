package dev.redisentra.comparison.report;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

import dev.redisentra.comparison.work.Contender;
import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisBackend;
import dev.redisentra.testkit.RedisCounters;

/** The local Azure that all contenders of a cell share: the same path to the same Redis. */
final class Server implements AutoCloseable {
    private final LocalAzure azure;

    private Server(LocalAzure azure) {
        this.azure = azure;
    }

    static Server start(Cell cell) {
        LocalAzure azure = LocalAzure.builder()
                .topology(cell.topology())
                .redis(RedisBackend.EMBEDDED)
                .tokenLifetime(cell.renews() ? Plan.TOKEN_LIFE : Plan.NO_RENEWAL)
                .start();
        azure.identity().requireReachableFromThisJvm();
        return new Server(azure);
    }

    LocalAzure azure() {
        return azure;
    }

    /** What a contender's process finds in its environment. */
    Map<String, String> environment(Cell cell, Contender contender) {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_PROTOCOL", cell.protocol().toString());
        if (contender.renews()) {
            environment.put("REDIS_AUTH", "entra");
        } else {
            environment.put("REDIS_AUTH", "access-key");
            environment.put("REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        }
        return environment;
    }

    /**
     * What this side has counted so far.
     *
     * @param tokenRequests that the identity's endpoint received
     */
    record Counts(
            long connectionsOpened,
            long connectionsOpen,
            long auths,
            long authsRefused,
            long closedAtExpiry,
            long tokenRequests)
            implements Serializable {
        Counts since(Counts earlier) {
            return new Counts(
                    connectionsOpened - earlier.connectionsOpened,
                    connectionsOpen - earlier.connectionsOpen,
                    auths - earlier.auths,
                    authsRefused - earlier.authsRefused,
                    closedAtExpiry - earlier.closedAtExpiry,
                    tokenRequests - earlier.tokenRequests);
        }
    }

    Counts counts() {
        RedisCounters redis = azure.redis().counters();
        return new Counts(
                redis.connectionsOpened(),
                redis.connectionsOpen(),
                redis.authsAccepted(),
                redis.authsRefused(),
                redis.closedAtExpiry(),
                azure.identity().requests().received());
    }

    @Override
    public void close() {
        azure.close();
    }
}
