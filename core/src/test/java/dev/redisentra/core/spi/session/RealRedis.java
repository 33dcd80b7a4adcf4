package dev.redisentra.core.spi.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.redisentra.testkit.RedisProcess;

/**
 * A redis-server of its own, from the binary that the test kit brings, and a connection to it that sees what it does. Behind
 * a Unix socket: what is written is there at once, in the order in which it was written to all of them, so that a question
 * on one connection is answered after what was sent on another one.
 */
final class RealRedis implements AutoCloseable {
    private final Path directory;
    private final Process process;
    private final Connection control;

    RealRedis() throws IOException, InterruptedException {
        directory = Files.createTempDirectory("session-redis");
        process = RedisProcess.start(
                directory.resolve("log"),
                List.of(
                        "--port",
                        "0",
                        "--unixsocket",
                        directory.resolve("socket").toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--enable-debug-command",
                        "yes",
                        "--dir",
                        directory.toString()));
        control = reach();
    }

    private Connection reach() throws IOException, InterruptedException {
        for (int attempt = 0; process.isAlive(); attempt++) {
            try {
                return connect();
            } catch (IOException notYet) {
                if (attempt == 1_000) {
                    throw notYet;
                }
                process.waitFor(10, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("redis-server ended: " + Files.readString(directory.resolve("log")));
    }

    Connection connect() throws IOException {
        return new Connection(SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("socket"))));
    }

    /** What the server answers on a connection of the test's own. */
    List<String> call(List<List<String>> commands) {
        try {
            return control.call(commands);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String call(String... words) {
        return call(List.of(List.of(words))).get(0);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(directory.resolve("log"));
            Files.deleteIfExists(directory.resolve("socket"));
            Files.deleteIfExists(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes to and from the server. */
    static final class Connection implements AutoCloseable {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void write(byte[] bytes, int from, int to) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, from, to - from);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }

        /** Does not wait from now on. */
        Connection impatient() throws IOException {
            channel.configureBlocking(false);
            return this;
        }

        /** What is there now; nothing where nothing is. Negative where nothing is going to be. */
        int readAvailable(byte[] into) throws IOException {
            return channel.read(ByteBuffer.wrap(into));
        }

        /** Commands in one go, and their replies as they come. */
        List<String> call(List<List<String>> commands) throws IOException {
            byte[] all = Script.encode(commands);
            write(all, 0, all.length);
            ReplyFramer framer = new ReplyFramer();
            List<String> replies = new ArrayList<>();
            StringBuilder reply = new StringBuilder();
            while (replies.size() < commands.size()) {
                buffer.clear();
                int length = channel.read(buffer);
                if (length < 0) {
                    throw new IOException("the server closed the connection");
                }
                for (int at = 0; at < length; ) {
                    int end = framer.read(buffer.array(), at, length);
                    reply.append(new String(buffer.array(), at, end - at, StandardCharsets.ISO_8859_1));
                    at = end;
                    if (framer.isComplete()) {
                        replies.add(reply.toString());
                        reply.setLength(0);
                    }
                }
            }
            return replies;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
