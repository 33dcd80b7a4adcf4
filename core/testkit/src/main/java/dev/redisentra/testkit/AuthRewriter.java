package dev.redisentra.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Reads what one client sends and passes it on, with the credentials in AUTH and HELLO replaced by those of the server
 * behind. Everything else passes as it came, without being gathered: what is held back is at most the head of a command
 * or one AUTH.
 *
 * <p>For one connection's event loop.
 */
final class AuthRewriter {
    /** What stands in for the credentials that a client sent. */
    @FunctionalInterface
    interface Credentials {
        /**
         * Never null: for credentials that are wrong, a pair that the server refuses.
         *
         * @param again whether the connection has sent some before
         */
        Login substitute(String username, String secret, boolean again);
    }

    /** A user of the server behind the front. */
    record Login(String user, String secret) {
        @Override
        public String toString() {
            return "Login[user=" + user + ", secret=(redacted)]";
        }
    }

    /** Far beyond any token; what is longer is passed on as it is, for the server to refuse. */
    private static final int LONGEST_HELD = 1 << 20;

    private static final long INCOMPLETE = -2;
    private static final long MALFORMED = -3;

    private final Credentials credentials;
    private final AuthsSeen seen;

    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private long bytesToPass;
    private long argumentsToPass;
    /** Set when this is no RESP, or too long: the server has the last word on it, and closes. */
    private boolean passAll;

    private boolean authenticated;

    AuthRewriter(Credentials credentials, AuthsSeen seen) {
        this.credentials = credentials;
        this.seen = seen;
    }

    /** Takes over {@code in} and hands on what can be passed; the receiver releases it. */
    void rewrite(ByteBuf in, Consumer<ByteBuf> out) {
        ByteBuf buffer = in;
        if (held.isReadable()) {
            // Copied, not wrapped: wrappers around wrappers grow with each fragment.
            buffer = Unpooled.buffer(held.readableBytes() + in.readableBytes())
                    .writeBytes(held)
                    .writeBytes(in);
            in.release();
            release();
        }
        try {
            int from = buffer.readerIndex();
            while (buffer.isReadable()) {
                int start = buffer.readerIndex();
                if (passAll) {
                    buffer.readerIndex(buffer.writerIndex());
                } else if (bytesToPass > 0) {
                    int now = (int) Math.min(bytesToPass, buffer.readableBytes());
                    buffer.skipBytes(now);
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
                        if (buffer.readerIndex() == start) {
                            break;
                        }
                        continue;
                    }
                    if (substitute(command)) {
                        pass(buffer, from, start, out);
                        out.accept(Unpooled.wrappedBuffer(Resp.encode(command.toArray(String[]::new))));
                        from = buffer.readerIndex();
                    }
                }
            }
            pass(buffer, from, buffer.readerIndex(), out);
            if (buffer.isReadable()) {
                held = Unpooled.copiedBuffer(buffer);
            }
        } finally {
            buffer.release();
        }
    }

    void release() {
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    private static void pass(ByteBuf buffer, int from, int to, Consumer<ByteBuf> out) {
        if (to > from) {
            out.accept(buffer.retainedSlice(from, to - from));
        }
    }

    private void pass(long length) {
        if (length < 0) {
            passAll = true;
        } else {
            bytesToPass = length + 2;
        }
    }

    /**
     * The AUTH or HELLO that begins here, read to its end. Null for anything else: either with the reader moved, what
     * lies behind it being set to pass, or with the reader unmoved when more bytes are needed to tell.
     */
    private @Nullable List<String> command(ByteBuf buffer) {
        int start = buffer.readerIndex();
        List<String> command = buffer.getByte(start) == '*' ? array(buffer) : inline(buffer);
        if (command == null && buffer.readerIndex() == start && buffer.readableBytes() > LONGEST_HELD) {
            passAll = true;
            buffer.readerIndex(buffer.writerIndex());
        }
        return command;
    }

    private @Nullable List<String> array(ByteBuf buffer) {
        int start = buffer.readerIndex();
        long count = header(buffer, '*');
        if (count == INCOMPLETE || count == MALFORMED || count <= 0) {
            passAll = count == MALFORMED;
            return null;
        }
        long length = header(buffer, '$');
        if (length == INCOMPLETE) {
            buffer.readerIndex(start);
            return null;
        }
        if (length != "AUTH".length() && length != "HELLO".length()) {
            argumentsToPass = count - 1;
            pass(length);
            return null;
        }
        if (buffer.readableBytes() < length + 2) {
            buffer.readerIndex(start);
            return null;
        }
        if (!authenticates(buffer.toString(buffer.readerIndex(), (int) length, ISO_8859_1))) {
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
            if (next == INCOMPLETE || buffer.readableBytes() < next + 2) {
                buffer.readerIndex(start);
                return null;
            }
            command.add(text(buffer, (int) next));
        }
        return command;
    }

    private static String text(ByteBuf buffer, int length) {
        String text = buffer.toString(buffer.readerIndex(), length, ISO_8859_1);
        buffer.skipBytes(length + 2);
        return text;
    }

    private static @Nullable List<String> inline(ByteBuf buffer) {
        int length = buffer.bytesBefore((byte) '\n');
        if (length < 0) {
            return null;
        }
        String line = buffer.toString(buffer.readerIndex(), length, ISO_8859_1);
        buffer.skipBytes(length + 1);
        List<String> words = new ArrayList<>();
        for (String word : line.strip().split("\\s+", -1)) {
            words.add(unquote(word));
        }
        return authenticates(words.get(0)) ? words : null;
    }

    /** Inline arguments may stand in quotes; neither a token nor a principal's id holds a character to escape. */
    private static String unquote(String word) {
        boolean quoted = word.length() >= 2
                && (word.charAt(0) == '"' || word.charAt(0) == '\'')
                && word.charAt(0) == word.charAt(word.length() - 1);
        return quoted ? word.substring(1, word.length() - 1) : word;
    }

    private static boolean authenticates(String name) {
        return name.equalsIgnoreCase("AUTH") || name.equalsIgnoreCase("HELLO");
    }

    /** Puts the server's own credentials into the command; false when it carries none. */
    private boolean substitute(List<String> command) {
        return command.get(0).equalsIgnoreCase("AUTH") ? substituteInAuth(command) : substituteInHello(command);
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

    /** The number in a line such as {@code $12}, reader behind the line; reader unmoved when it is not yet all here. */
    private static long header(ByteBuf buffer, char type) {
        int length = buffer.bytesBefore((byte) '\n');
        if (length < 0) {
            // 32: longer than any number, so that a line without end is not held for ever
            return buffer.readableBytes() > 32 ? malformed(buffer) : INCOMPLETE;
        }
        if (length < 3 || length > 32 || buffer.getByte(buffer.readerIndex()) != type) {
            return malformed(buffer);
        }
        try {
            long number = Long.parseLong(buffer.toString(buffer.readerIndex() + 1, length - 2, ISO_8859_1));
            buffer.skipBytes(length + 1);
            // Redis takes bulks up to proto-max-bulk-len, 512 MB; a negative count of arguments is an empty command.
            return number > Integer.MAX_VALUE ? MALFORMED : Math.max(number, -1);
        } catch (NumberFormatException e) {
            return malformed(buffer);
        }
    }

    private static long malformed(ByteBuf buffer) {
        buffer.readerIndex(buffer.writerIndex());
        return MALFORMED;
    }
}
