package dev.redisentra.comparison;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.RedisBackend;

/** The local Azure that all contenders share: the same path to the same Redis. */
final class Server implements AutoCloseable {
    private final LocalAzure azure;

    Server(Duration tokenLife) {
        azure = LocalAzure.builder()
                .redis(RedisBackend.EMBEDDED)
                .tokenLifetime(tokenLife)
                .start();
        azure.identity().requireReachableFromThisJvm();
    }

    /** What the server's side has counted by a moment. */
    record Counts(long tokenRequests, long auths, long open, long closedAtExpiry) {}

    Counts counts() {
        var redis = azure.redis().counters();
        return new Counts(
                azure.identity().requests().received(),
                redis.authsAccepted(),
                redis.connectionsOpen(),
                redis.closedAtExpiry());
    }

    /** What a contender's process finds in its environment: settings for tokens, and the key for who does without. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(azure.environment());
        environment.put("REDIS_AUTH", "entra");
        environment.put("COMPARISON_USER", azure.identity().principalId());
        environment.put("COMPARISON_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        return environment;
    }

    @Override
    public void close() {
        azure.close();
    }
}
