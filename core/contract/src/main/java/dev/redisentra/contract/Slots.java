package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.redisentra.contract.ClientUnderTest.Blocking;
import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalRedis;

import static org.awaitility.Awaitility.await;

/** A slot that goes from node to node while its keys are in use. */
final class Slots {
    private static final int THREADS = 3;

    /** What all keys have in braces, and so what decides their slot. */
    private static final String TAG = "moving";

    /** Where a node is, by the line on itself: address, port, and the port of its bus. */
    private static final Pattern MYSELF = Pattern.compile("(?m)^\\S+ ([^:]+):(\\d+)@(\\d+)\\S* myself,");

    /** Where a line on a node has its epoch. The link's state and the slots follow. */
    private static final int EPOCH = 6;

    private static final Duration POLL = Duration.ofMillis(10);

    private final LocalRedis redis;
    private final List<Integer> nodes;
    private final String tag;
    private final String slot;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();

    /**
     * @param nodes between which it goes, one after the other
     * @param tag whose slot it is
     */
    Slots(LocalRedis redis, List<Integer> nodes, String tag) {
        this.redis = redis;
        this.nodes = nodes;
        this.tag = tag;
        slot = String.valueOf(redis.command(0, "CLUSTER", "KEYSLOT", tag));
    }

    /**
     * On the move, the old node sends a client on with ASK; when it has gone, with MOVED. AUTHs meet both, and a block
     * that was sent on goes on through it all.
     */
    static void moved(Bench bench) {
        LocalRedis redis = bench.azure().redis();
        through(bench, new Slots(redis, redis.masters(), TAG));
    }

    /** It has a slot that stays, or it would become a replica each time the other one goes back. */
    static void nodeAdded(Bench bench) {
        LocalRedis redis = bench.azure().redis();
        bench.attempt("works before", () -> Commands.roundTrip(bench, "before", 2));
        Slots staying = new Slots(redis, redis.masters(), "staying");
        int owner = new Slots(redis, staying.nodes, TAG).owner();
        int added = staying.joins(bench);
        int from = staying.owner();
        staying.open(from, added);
        staying.handOver(from, added);
        through(bench, new Slots(redis, List.of(owner, added), TAG));
    }

    /** A replica leaves its master and joins anew, as a node without slots. */
    private int joins(Bench bench) {
        int added = IntStream.range(0, redis.ports().size())
                .filter(node -> !nodes.contains(node))
                .findFirst()
                .orElseThrow();
        Matcher place = MYSELF.matcher(cluster(nodes.get(0), "NODES"));
        if (!place.find()) {
            throw new IllegalStateException("A node does not know where it is.");
        }
        redis.command(added, "CLUSTER", "RESET", "SOFT");
        redis.command(added, "CLUSTER", "MEET", place.group(1), place.group(2), place.group(3));
        bench.await(
                "it has joined",
                () -> cluster(added, "INFO").contains("cluster_state:ok")
                        && nodes.stream().allMatch(node -> knowsAsMaster(node, id(added))));
        return added;
    }

    private boolean knowsAsMaster(int node, String id) {
        return cluster(node, "NODES").lines().anyMatch(line -> line.startsWith(id) && line.contains("master"));
    }

    private static void through(Bench bench, Slots slots) {
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "{" + TAG + "}" + thread + ":";
            int[] number = {0};
            bench.keepDoing("works", () -> slots.work(bench, bench.key(name + number[0]++)));
        }
        bench.attempt("works before", () -> slots.work(bench, bench.key("{" + TAG + "}")));
        for (int i = 0; i < bench.renewals(); i++) {
            int from = slots.owner();
            int to = slots.nodes.get((slots.nodes.indexOf(from) + 1) % slots.nodes.size());
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

    int owner() {
        for (int node : nodes) {
            try {
                redis.command(node, "EXISTS", tag);
                return node;
            } catch (IllegalStateException elsewhere) {
                // MOVED
            }
        }
        throw new IllegalStateException("No node has slot " + slot + ".");
    }

    void open(int from, int to) {
        awaitThatAllKnow(from);
        redis.command(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        redis.command(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
    }

    /** While nobody uses a key: what the old node still has is not moved and goes. */
    void handOver(int from, int to) {
        gate.writeLock().lock();
        try {
            if (redis.command(from, "CLUSTER", "GETKEYSINSLOT", slot, String.valueOf(Integer.MAX_VALUE))
                    instanceof List<?> left) {
                left.forEach(key -> redis.command(from, "DEL", key.toString()));
            }
            String heir = id(to);
            redis.command(to, "CLUSTER", "SETSLOT", slot, "NODE", heir);
            for (int node : redis.masters()) {
                redis.command(node, "CLUSTER", "SETSLOT", slot, "NODE", heir);
            }
            awaitThatAllKnow(to);
        } finally {
            gate.writeLock().unlock();
        }
    }

    /**
     * Which slots a node has, and since which epoch. An heir takes the next epoch after those that it knows: if the last
     * owner's was a later one, what that says of its slots would give the slot back, and its keys would be gone.
     */
    private void awaitThatAllKnow(int node) {
        String id = id(node);
        await().pollInterval(POLL)
                .until(() -> redis.masters().stream()
                                .map(other -> claim(other, id))
                                .distinct()
                                .count()
                        == 1);
    }

    /** The epoch and the slots of a node, as another one has them, without those that are on the move. */
    private List<String> claim(int node, String id) {
        return cluster(node, "NODES")
                .lines()
                .filter(line -> line.startsWith(id))
                .flatMap(line -> Stream.of(line.split(" ", -1)).skip(EPOCH).filter(field -> !field.startsWith("[")))
                .filter(field -> !field.endsWith("connected"))
                .toList();
    }

    private String id(int node) {
        return cluster(node, "MYID");
    }

    private String cluster(int node, String question) {
        return String.valueOf(redis.command(node, "CLUSTER", question));
    }
}
