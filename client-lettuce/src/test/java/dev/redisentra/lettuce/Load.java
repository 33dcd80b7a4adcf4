package dev.redisentra.lettuce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.redisentra.contract.Contract;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;

import static org.assertj.core.api.Assertions.assertThat;

/** Keyed and keyless commands from two threads on each connection. */
final class Load implements AutoCloseable {
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong commands = new AtomicLong();

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();

    Load(List<RedisClusterCommands<String, String>> connections) {
        for (RedisClusterCommands<String, String> connection : connections) {
            for (int thread = 0; thread < 2; thread++) {
                String prefix = "load:" + running.size() + ":";
                running.add(threads.submit(() -> run(connection, prefix)));
            }
        }
    }

    private void run(RedisClusterCommands<String, String> connection, String prefix) {
        for (int i = 0; !stopped.get(); i++) {
            String key = prefix + i % 100;
            String value = String.valueOf(i);
            try {
                assertThat(connection.set(key, value)).isEqualTo("OK");
                assertThat(connection.get(key)).isEqualTo(value);
                assertThat(connection.echo(value)).isEqualTo(value);
                commands.addAndGet(3);
                Contract.pace();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }
    }

    List<Throwable> failures() {
        return failures;
    }

    long commands() {
        return commands.get();
    }

    /** Ends it, and waits until the last command is answered. */
    void stop() {
        stopped.set(true);
        running.forEach(one -> assertThat(one).succeedsWithin(Duration.ofMinutes(1)));
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.shutdownNow();
    }
}
