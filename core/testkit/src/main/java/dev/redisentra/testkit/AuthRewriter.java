package dev.redisentra.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Reads what one client sends and passes it to the server. Replaces the credentials in AUTH and HELLO with those that the
 * server knows. Everything else passes unchanged and is not collected: at most the head of a command, or one AUTH, waits for
 * more bytes.
 *
 * <p>Not thread-safe: it is used on the thread of one connection.
 */
final class AuthRewriter {
    /** Replaces the credentials that a client sent. */
    @FunctionalInterface
    interface Credentials {
        /**
         * Never null. For wrong credentials, it returns a pair that the server refuses.
         *
         * @param again whether the connection has sent credentials before
         */
        Login substitute(String username, String secret, boolean again);

        /** In which words those that are wrong are refused now. */
        default RefusalText refusalText() {
            return RefusalText.WRONGPASS;
        }
    }

    /** A user of the server, with its password. */
    record Login(String user, String secret) {
        @Override
        public String toString() {
            return "Login[user=" + user + ", secret=(redacted)]";
        }
    }

    /** In bytes, and far longer than any token. Anything longer passes unchanged, and the server refuses it. */
    private static final int LONGEST_HELD = 1 << 20;

    private static final long INCOMPLETE = -2;
    private static final long MALFORMED = -3;

    private final Credentials credentials;
    private final Manners manners;
    private final AuthsSeen seen;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer held = NOTHING;
    private long bytesToPass;
    private long argumentsToPass;
    /** Set if this is not RESP, or is too long. The server then decides, and closes the connection. */
    private boolean passAll;

    private boolean authenticated;
    private volatile boolean wantsNotifications;

    AuthRewriter(Credentials credentials, Manners manners, AuthsSeen seen) {
        this.credentials = credentials;
        this.manners = manners;
        this.seen = seen;
    }

    /** Whether the client has asked to be told of maintenance, and may. */
    boolean wantsNotifications() {
        return wantsNotifications;
    }

    /** Reads all of {@code in}, which must have an array, and writes what can pass now. */
    void rewrite(ByteBuffer in, OutputStream out) throws IOException {
        ByteBuffer buffer = in;
        if (held.hasRemaining()) {
            buffer = ByteBuffer.allocate(held.remaining() + in.remaining())
                    .put(held)
                    .put(in)
                    .flip();
            held = NOTHING;
        }
        int from = buffer.position();
        while (buffer.hasRemaining()) {
            int start = buffer.position();
            if (passAll) {
                buffer.position(buffer.limit());
            } else if (bytesToPass > 0) {
                int now = (int) Math.min(bytesToPass, buffer.remaining());
                skip(buffer, now);
                bytesToPass -= now;
            } else if (argumentsToPass > 0) {
                long length = header(buffer, '$');
                if (length == INCOMPLETE) {
                    break;
                }
                argumentsToPass--;
                pass(length);
            } else {
                List<String> command = command(buffer);
                if (command == null) {
                    if (buffer.position() == start) {
                        break;
                    }
                    continue;
                }
                if (substitute(command)) {
                    pass(buffer, from, start, out);
                    out.write(Resp.encode(command.toArray(String[]::new)));
                    from = buffer.position();
                }
            }
        }
        pass(buffer, from, buffer.position(), out);
        if (buffer.hasRemaining()) {
            // Copied, because the caller uses the array again.
            held = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        }
    }

    private static void pass(ByteBuffer buffer, int from, int to, OutputStream out) throws IOException {
        out.write(buffer.array(), buffer.arrayOffset() + from, to - from);
    }

    private static void skip(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.position() + bytes);
    }

    private void pass(long length) {
        if (length < 0) {
            passAll = true;
        } else {
            bytesToPass = length + 2;
        }
    }

    /**
     * Reads the AUTH or HELLO that begins here, up to its end. Null for anything else. The position has then moved, and the
     * bytes after it are set to pass. If more bytes are needed to decide, the position has not moved.
     */
    private @Nullable List<String> command(ByteBuffer buffer) {
        int start = buffer.position();
        List<String> command = buffer.get(start) == '*' ? array(buffer) : inline(buffer);
        if (command == null && buffer.position() == start && buffer.remaining() > LONGEST_HELD) {
            passAll = true;
            buffer.position(buffer.limit());
        }
        return command;
    }

    private @Nullable List<String> array(ByteBuffer buffer) {
        int start = buffer.position();
        long count = header(buffer, '*');
        if (count == INCOMPLETE || count == MALFORMED || count <= 0) {
            passAll = count == MALFORMED;
            return null;
        }
        long length = header(buffer, '$');
        if (length == INCOMPLETE) {
            buffer.position(start);
            return null;
        }
        if (length != "AUTH".length() && length != "HELLO".length() && !manners.concerns(length)) {
            argumentsToPass = count - 1;
            pass(length);
            return null;
        }
        if (buffer.remaining() < length + 2) {
            buffer.position(start);
            return null;
        }
        if (!concerns(read(buffer, buffer.position(), (int) length))) {
            argumentsToPass = count - 1;
            pass(length);
            return null;
        }
        List<String> command = new ArrayList<>();
        command.add(text(buffer, (int) length));
        while (command.size() < count) {
            long next = header(buffer, '$');
            if (next == MALFORMED) {
                passAll = true;
                return null;
            }
            if (next == INCOMPLETE || buffer.remaining() < next + 2) {
                buffer.position(start);
                return null;
            }
            command.add(text(buffer, (int) next));
        }
        return command;
    }

    private static String text(ByteBuffer buffer, int length) {
        String text = read(buffer, buffer.position(), length);
        skip(buffer, length + 2);
        return text;
    }

    private static String read(ByteBuffer buffer, int from, int length) {
        return new String(buffer.array(), buffer.arrayOffset() + from, length, ISO_8859_1);
    }

    /** How many bytes come before the next line feed, or -1 if there is none. */
    private static int bytesBeforeLineEnd(ByteBuffer buffer) {
        for (int at = buffer.position(); at < buffer.limit(); at++) {
            if (buffer.get(at) == '\n') {
                return at - buffer.position();
            }
        }
        return -1;
    }

    private @Nullable List<String> inline(ByteBuffer buffer) {
        int length = bytesBeforeLineEnd(buffer);
        if (length < 0) {
            return null;
        }
        String line = read(buffer, buffer.position(), length);
        skip(buffer, length + 1);
        List<String> words = new ArrayList<>();
        for (String word : line.strip().split("\\s+", -1)) {
            words.add(unquote(word));
        }
        return concerns(words.get(0)) ? words : null;
    }

    /** Inline arguments can have quotes. A token or a principal's id contains no character that needs an escape. */
    private static String unquote(String word) {
        boolean quoted = word.length() >= 2
                && (word.charAt(0) == '"' || word.charAt(0) == '\'')
                && word.charAt(0) == word.charAt(word.length() - 1);
        return quoted ? word.substring(1, word.length() - 1) : word;
    }

    private boolean concerns(String name) {
        return name.equalsIgnoreCase("AUTH") || name.equalsIgnoreCase("HELLO") || manners.concerns(name);
    }

    /** Puts the server's own credentials into the command. Returns false if it does not change the command. */
    private boolean substitute(List<String> command) {
        if (command.get(0).equalsIgnoreCase("AUTH")) {
            return substituteInAuth(command);
        }
        if (manners.notifies(command)) {
            wantsNotifications = command.size() > 2 && command.get(2).equalsIgnoreCase("ON");
        }
        boolean changed = manners.change(command);
        // The server does not count a command that it does not know, and repeats it as the client sent it.
        return (command.get(0).equalsIgnoreCase("HELLO") && substituteInHello(command)) || changed;
    }

    private boolean substituteInAuth(List<String> command) {
        switch (command.size()) {
            case 1 -> seen.rejectedWithoutCredentials();
            case 2 -> {
                seen.withCredentials();
                Login login = substitute("default", command.get(1));
                command.set(1, login.user());
                command.add(login.secret());
                return true;
            }
            case 3 -> {
                seen.withCredentials();
                substitute(command, 1);
                return true;
            }
            default -> seen.executedWithoutCredentials();
        }
        return false;
    }

    private boolean substituteInHello(List<String> command) {
        boolean known = command.size() > 1
                && (command.get(1).equals("2") || command.get(1).equals("3"));
        for (int i = 2; known && i < command.size(); ) {
            switch (command.get(i).toUpperCase(Locale.ROOT)) {
                case "AUTH" -> {
                    if (i + 2 < command.size()) {
                        seen.withCredentials();
                        substitute(command, i + 1);
                        if (manners.hello() == Hello.WITHOUT_LOGIN) {
                            command.set(i + 2, "refused");
                        }
                        return true;
                    }
                    known = false;
                }
                case "SETNAME" -> i += 2;
                default -> known = false;
            }
        }
        seen.executedWithoutCredentials();
        return false;
    }

    private void substitute(List<String> command, int at) {
        Login login = substitute(command.get(at), command.get(at + 1));
        command.set(at, login.user());
        command.set(at + 1, login.secret());
    }

    private Login substitute(String username, String secret) {
        boolean again = authenticated;
        authenticated = true;
        return credentials.substitute(username, secret, again);
    }

    /** The number in a line such as {@code $12}. The position moves behind the line, unless the line is not complete yet. */
    private static long header(ByteBuffer buffer, char type) {
        int length = bytesBeforeLineEnd(buffer);
        if (length < 0) {
            // 32 bytes are longer than any number. So a line without an end does not wait for ever.
            return buffer.remaining() > 32 ? malformed(buffer) : INCOMPLETE;
        }
        if (length < 3 || length > 32 || buffer.get(buffer.position()) != type) {
            return malformed(buffer);
        }
        try {
            long number = Long.parseLong(read(buffer, buffer.position() + 1, length - 2));
            skip(buffer, length + 1);
            // Redis accepts bulks up to proto-max-bulk-len, 512 MB. A negative count of arguments is an empty command.
            return number > Integer.MAX_VALUE ? MALFORMED : Math.max(number, -1);
        } catch (NumberFormatException e) {
            return malformed(buffer);
        }
    }

    private static long malformed(ByteBuffer buffer) {
        buffer.position(buffer.limit());
        return MALFORMED;
    }
}
