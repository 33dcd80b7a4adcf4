package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.redisentra.testkit.FreePorts;
import dev.redisentra.testkit.LocalRedis;
import dev.redisentra.testkit.RedisProcess;
import org.opentest4j.TestAbortedException;

import static org.awaitility.Awaitility.await;

/**
 * A redis-server that is no service: in the clear, with no Azure around it. From the binary that the kit's embedded Redis
 * has, and where there is none, the test is skipped. Thread-safe; ends with {@link #close}.
 */
public final class PlainRedis implements AutoCloseable {
    /** What a sentinel calls its master. */
    public static final String MASTER = "mymaster";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path directory;
    private final Process process;
    private final int port;

    private PlainRedis(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /** A server. Its user {@code default} has this password; none where it is empty. */
    public static PlainRedis server(String password) {
        return start("save \"\"\n" + (password.isEmpty() ? "" : "requirepass " + password + "\n"), "redis.conf");
    }

    /**
     * A sentinel that knows this as the master. It sends clients there, and that is all: it has no certificate to reach it
     * by itself, and so would take it for down, had it not been told to wait for an hour.
     */
    public static PlainRedis sentinel(LocalRedis master) {
        return start("""
                sentinel resolve-hostnames yes
                sentinel announce-hostnames yes
                sentinel monitor %1$s localhost %2$d 1
                sentinel down-after-milliseconds %1$s 3600000
                """.formatted(MASTER, master.port()), "sentinel.conf", "--sentinel");
    }

    private static PlainRedis start(String settings, String file, String... options) {
        try {
            Path directory = Files.createTempDirectory("plain-redis");
            int port = FreePorts.find(1).get(0);
            Path config = Files.writeString(
                    directory.resolve(file),
                    "bind 127.0.0.1\nprotected-mode no\nport %d\ndir \"%s\"\n%s".formatted(port, directory, settings));
            Process process = RedisProcess.start(
                    directory.resolve("log"),
                    Stream.concat(Stream.of(config.toString()), Stream.of(options))
                            .toList());
            PlainRedis redis = new PlainRedis(directory, process, port);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> redis.ask("PING").matches("(?s)[+-].*"));
            return redis;
        } catch (IllegalStateException noBinary) {
            throw new TestAbortedException(noBinary.getMessage(), noBinary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Asks one thing after the other, each a line, on a connection of its own: all that the server answers, as it comes. */
    public String ask(String... lines) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput(); // the server closes when it has answered; a sentinel knows no QUIT
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> {
                var unused = file.delete();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
