package dev.redisentra.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * A plain connection to Redis, in RESP2 and RESP3, for the kit's own administration and its tests. It uses no Redis client,
 * so they see exactly what is on the wire. {@link #connect} sets the deadline of every read. Not thread-safe.
 *
 * <p>In strings each char is one byte. Replies are {@code String}, {@code Long}, {@code List} (maps as key, value, ...),
 * {@code null}, {@link Failure} or {@link Push}.
 */
final class Resp implements Closeable {
    /** An error reply, with its code. */
    record Failure(String message) {}

    /** A RESP3 push. */
    record Push(List<@Nullable Object> items) {}

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Resp(Socket connected) throws IOException {
        socket = connected;
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    static Resp connect(int port, Duration timeout) throws IOException {
        return connect(InetAddress.getLoopbackAddress().getHostAddress(), port, timeout);
    }

    static Resp connect(String host, int port, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            int millis = Math.toIntExact(timeout.toMillis());
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            return new Resp(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Nullable
    Object call(String... command) throws IOException {
        send(command);
        return read();
    }

    void send(String... command) throws IOException {
        out.write(encode(command));
        out.flush();
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    static byte[] encode(String... command) {
        StringBuilder frame = new StringBuilder("*" + command.length + "\r\n");
        for (String argument : command) {
            frame.append('$').append(argument.length()).append("\r\n");
            frame.append(argument).append("\r\n");
        }
        return frame.toString().getBytes(ISO_8859_1);
    }

    @Nullable
    Object read() throws IOException {
        String head = line();
        String rest = head.substring(1);
        return switch (head.charAt(0)) {
            case '+', ',', '(' -> rest;
            case '-' -> new Failure(rest);
            case ':' -> Long.valueOf(rest);
            case '#' -> rest.equals("t");
            case '_' -> null;
            case '$', '=', '!' -> bulk(Integer.parseInt(rest));
            case '*', '~' -> items(Integer.parseInt(rest));
            case '%' -> items(2 * Integer.parseInt(rest));
            case '>' -> new Push(items(Integer.parseInt(rest)));
            default -> throw new IOException("not a RESP reply: type '" + head.charAt(0) + "'");
        };
    }

    private @Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] value = in.readNBytes(length + 2);
        if (value.length < length + 2) {
            throw new EOFException("closed by the server");
        }
        return new String(value, 0, length, ISO_8859_1);
    }

    @SuppressWarnings("NullAway") // a null array is a reply as well
    private List<@Nullable Object> items(int count) throws IOException {
        if (count < 0) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(read());
        }
        return items;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed by the server");
            }
            line.append((char) b);
        }
        if (line.length() < 2 || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("not a RESP reply");
        }
        line.setLength(line.length() - 1);
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
