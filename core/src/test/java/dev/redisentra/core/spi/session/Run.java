package dev.redisentra.core.spi.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One script on one connection, from an empty Redis on: what the client read after each step, what the server then said of
 * the connection, and what data there is at the end.
 */
class Run implements AutoCloseable {
    private static final Pattern FIELDS = Pattern.compile(" (?:flags|db|sub|psub|ssub|multi|user|resp|name)=\\S*");
    private static final Pattern BUSY = Pattern.compile(" (?:qbuf|obl|oll)=[1-9]");
    private static final Pattern BLOCKED = Pattern.compile(" flags=\\w*b");
    /** It would be closed after an answer, and is not given any. */
    private static final Pattern CLOSING = Pattern.compile(" flags=\\w*c.* obl=0 oll=0");

    private static final Pattern UNREAD = Pattern.compile(" (?:obl|oll)=[1-9]");
    /** So much a server reads from a connection before it turns to the next. */
    private static final int AT_ONCE = 16_384;

    private static final int MOST_ROUNDS = 20_000;

    final RealRedis redis;
    final RealRedis.Connection connection;
    private final String id;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final List<String> seen = new ArrayList<>();
    private boolean ended;
    private int written;

    Run(RealRedis redis) throws IOException {
        this.redis = redis;
        connection = redis.connect();
        id = connection
                .call(List.of(List.of("CLIENT", "ID")))
                .get(0)
                .substring(1)
                .trim();
        connection.impatient();
    }

    /** All that there was to see. */
    List<String> play(Script script) throws IOException {
        for (Script.Step step : script.steps()) {
            if (ended) {
                break;
            }
            begins(step);
            switch (step.kind()) {
                case CLIENT -> send(Script.encode(step.commands()));
                case JUNK -> sendAtOnce(step.commands().get(0).get(0).getBytes(StandardCharsets.ISO_8859_1));
                case OTHERS -> {
                    for (List<String> command : step.commands()) {
                        settle(command);
                    }
                }
                case UNBLOCKS -> unblocks();
                case TIMES_OUT -> timesOut();
            }
            String client = settle();
            seen.add(step.kind() + ": " + without(read.toString(StandardCharsets.ISO_8859_1)) + " " + fields(client));
            read.reset();
        }
        seen.add(redis.call(List.of(
                        List.of("DEBUG", "DIGEST"),
                        List.of("XPENDING", "s0", "group"),
                        List.of("XPENDING", "s1", "group")))
                .toString());
        return seen;
    }

    private String without(String bytes) {
        return bytes.replace("$2\r\nid\r\n:" + id + "\r\n", "$2\r\nid\r\n:ID\r\n");
    }

    private static String fields(String client) {
        return FIELDS.matcher(client).results().map(found -> found.group()).reduce("", String::concat);
    }

    void begins(Script.Step step) throws IOException {}

    void send(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    final void write(byte[] bytes, int length) {
        try {
            written += length;
            connection.write(bytes, 0, length);
        } catch (IOException closed) {
            ended = true;
        }
    }

    void sendAtOnce(byte[] bytes) throws IOException {
        send(bytes);
    }

    void unblocks() throws IOException {
        redis.call("CLIENT", "UNBLOCK", id);
    }

    void timesOut() throws IOException {
        redis.call("CLIENT", "UNBLOCK", id);
    }

    void received(byte[] bytes, int length) {
        toClient(bytes, 0, length);
    }

    public void toClient(byte[] bytes, int from, int to) {
        read.write(bytes, from, to - from);
    }

    /** Reads what is there. */
    final boolean drain() throws IOException {
        boolean some = false;
        try {
            for (int length = connection.readAvailable(buffer);
                    length != 0;
                    length = connection.readAvailable(buffer)) {
                if (length < 0) {
                    ended = true;
                    break;
                }
                received(buffer, length);
                some = true;
            }
        } catch (IOException closed) {
            ended = true;
        }
        return some;
    }

    /** Until the server has read all, has answered all that it is going to, and all of that has been read. */
    final String settle() throws IOException {
        return settle(List.of());
    }

    /** After others ran a command. */
    final String settle(List<String> first) throws IOException {
        List<String> list = List.of("CLIENT", "LIST", "ID", id);
        List<List<String>> commands = first.isEmpty() ? List.of(list) : List.of(first, list);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean some = drain();
            String client = redis.call(commands).get(commands.size() - 1);
            commands = List.of(list);
            some |= drain();
            if (client.equals("$0\r\n\r\n") || CLOSING.matcher(client).find()) {
                ended = true;
                return "";
            }
            boolean busy = (isBlocked(client) ? UNREAD : BUSY).matcher(client).find();
            if (!some && !busy) {
                if (written == 0) {
                    return client;
                }
                // The server may have turned to this question before what was written ahead of it.
                written = Math.max(0, written - AT_ONCE);
            }
        }
        throw new AssertionError("it never comes to rest: " + redis.call(list.toArray(String[]::new)));
    }

    static boolean isBlocked(String client) {
        return BLOCKED.matcher(client).find();
    }

    final String id() {
        return id;
    }

    final boolean isEnded() {
        return ended;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        redis.call(List.of(List.of("CLIENT", "KILL", "ID", id), List.of("FLUSHALL")));
    }
}
