package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import dev.redisentra.contract.ClientUnderTest.Blocking;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalRedis;

/** A slot that goes from node to node while its keys are in use. */
final class Slots {
    private static final int THREADS = 3;

    /** What all keys have in braces, and so what decides their slot. */
    private static final String TAG = "moving";

    private final LocalRedis redis;
    private final List<Integer> masters;
    private final String slot;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();

    private Slots(LocalRedis redis) {
        this.redis = redis;
        masters = redis.masters();
        slot = String.valueOf(redis.command(0, "CLUSTER", "KEYSLOT", TAG));
    }

    /**
     * On the move, the old node sends a client on with ASK; when it has gone, with MOVED. AUTHs meet both, and a block
     * that was sent on goes on through it all.
     */
    static void moved(Bench bench) {
        Slots slots = new Slots(bench.azure().redis());
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "{" + TAG + "}" + thread + ":";
            int[] number = {0};
            bench.keepDoing("works", () -> slots.work(bench, bench.key(name + number[0]++)));
        }
        bench.attempt("works before", () -> slots.work(bench, bench.key("{" + TAG + "}")));
        for (int i = 0; i < bench.renewals(); i++) {
            int from = slots.owner();
            int to = slots.masters.get((slots.masters.indexOf(from) + 1) % slots.masters.size());
            slots.open(from, to);
            String awaited = bench.key("{" + TAG + "}awaited" + i);
            bench.start(
                    "waits",
                    () -> bench.findings()
                            .answered("element", bench.client().take(Blocking.BLPOP, awaited, Duration.ZERO)));
            bench.await("it is blocked", () -> bench.blocked() == 1);
            IssuedToken old = bench.renew();
            bench.settle(old);
            slots.handOver(from, to);
            bench.retire(old);
            bench.admin(awaited, "RPUSH", awaited, "element");
        }
        bench.stop();
        bench.attempt("works afterwards", () -> slots.work(bench, bench.key("{" + TAG + "}last")));
    }

    /** With keys that are new: they arise on the node that the slot goes to. */
    private void work(Bench bench, String key) {
        gate.readLock().lock();
        try {
            bench.findings().answered("OK", bench.client().set(key, key));
            bench.findings().answered(key, bench.client().get(key));
            bench.findings().answered(1L, bench.client().increment(key + ":count"));
            bench.findings().answered(2L, bench.client().increment(key + ":count"));
        } finally {
            gate.readLock().unlock();
        }
    }

    private int owner() {
        for (int node : masters) {
            try {
                redis.command(node, "EXISTS", TAG);
                return node;
            } catch (IllegalStateException elsewhere) {
                // MOVED
            }
        }
        throw new IllegalStateException("No node has slot " + slot + ".");
    }

    private void open(int from, int to) {
        redis.command(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        redis.command(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
    }

    /** While nobody uses a key: what the old node still has is not moved and goes. */
    private void handOver(int from, int to) {
        gate.writeLock().lock();
        try {
            if (redis.command(from, "CLUSTER", "GETKEYSINSLOT", slot, String.valueOf(Integer.MAX_VALUE))
                    instanceof List<?> left) {
                left.forEach(key -> redis.command(from, "DEL", key.toString()));
            }
            String heir = id(to);
            redis.command(to, "CLUSTER", "SETSLOT", slot, "NODE", heir);
            for (int node : masters) {
                redis.command(node, "CLUSTER", "SETSLOT", slot, "NODE", heir);
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

    private String id(int node) {
        return String.valueOf(redis.command(node, "CLUSTER", "MYID"));
    }
}
