package dev.redisentra.lettuce;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;

/** Clients that shut down their resources with themselves. Lettuce's own do so only with resources that they made. */
final class OwningClients {
    private OwningClients() {}

    static RedisClient standalone(ClientResources resources, RedisURI uri) {
        return new Standalone(resources, uri);
    }

    static RedisClusterClient cluster(ClientResources resources, RedisURI uri) {
        return new Cluster(resources, uri);
    }

    /** All of Lettuce's ways to close a client end in this method. */
    private static final class Standalone extends RedisClient {
        private Standalone(ClientResources resources, RedisURI uri) {
            super(resources, uri);
        }

        @Override
        public CompletableFuture<Void> shutdownAsync(long quietPeriod, long timeout, TimeUnit unit) {
            return andThen(super.shutdownAsync(quietPeriod, timeout, unit), getResources(), quietPeriod, timeout, unit);
        }
    }

    private static final class Cluster extends RedisClusterClient {
        private Cluster(ClientResources resources, RedisURI uri) {
            super(resources, List.of(uri));
        }

        @Override
        public CompletableFuture<Void> shutdownAsync(long quietPeriod, long timeout, TimeUnit unit) {
            return andThen(super.shutdownAsync(quietPeriod, timeout, unit), getResources(), quietPeriod, timeout, unit);
        }
    }

    /** Shuts the resources down after the client, and also if that failed; the client's failure is the one to tell. */
    private static CompletableFuture<Void> andThen(
            CompletableFuture<Void> client, ClientResources resources, long quietPeriod, long timeout, TimeUnit unit) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        var unused = client.whenComplete((done, failure) -> resources
                .shutdown(quietPeriod, timeout, unit)
                .addListener(shutdown -> {
                    Throwable cause = failure != null ? failure : shutdown.cause();
                    if (cause == null) {
                        ended.complete(null);
                    } else {
                        ended.completeExceptionally(cause);
                    }
                }));
        return ended;
    }
}
