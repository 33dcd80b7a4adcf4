package dev.redisentra.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Ports for processes that have to be told one, such as a {@link RedisProcess}. No system gives them to a connection, or to a
 * server that asks for any port. So they are still free when the process takes them. Thread-safe.
 */
public final class FreePorts {
    /** Linux gives away ports from 32768 on, macOS and Windows from 49152. */
    private static final int FIRST = 10_000;

    private static final int END = 18_000;

    private FreePorts() {}

    /**
     * Ports that are free now on the loopback address, each of them once.
     *
     * @throws IOException if too few of them are free
     */
    public static List<Integer> find(int count) throws IOException {
        List<Integer> range = IntStream.range(FIRST, END).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(range);
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int port : range) {
                if (held.size() == count) {
                    break;
                }
                try {
                    held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                } catch (IOException taken) {
                    // The next one may be free.
                }
            }
            if (held.size() < count) {
                throw new IOException("Of the ports from %d to %d only %d are free, and %d are needed"
                        .formatted(FIRST, END - 1, held.size(), count));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
