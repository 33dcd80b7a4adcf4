package dev.redisentra.testkit;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RedisProcessTest {
    @Test
    void startsOnceNobodyHoldsTheBinaryOpen(@TempDir Path folder) throws Exception {
        // Its own: that of the JVM may be running, and then it cannot be opened.
        Path binary =
                Files.copy(RedisProcess.binary(), folder.resolve("redis-server"), StandardCopyOption.COPY_ATTRIBUTES);
        Path output = folder.resolve("output");
        FutureTask<Process> starting = new FutureTask<>(() -> RedisProcess.start(binary, output, List.of("--version")));
        Thread thread = new Thread(starting);
        try (OutputStream held = Files.newOutputStream(binary, StandardOpenOption.APPEND)) {
            thread.start();
            // Linux runs no file that is open for writing; others do.
            Deadline.after(Duration.ofSeconds(20))
                    .await("it waits", () -> starting.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
            held.flush();
        }

        assertThat(starting.get().waitFor()).isZero();
        assertThat(output).content().contains("Redis server v=7");
    }
}
