package dev.redisentra.core.spi.session;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a client asked for, and what it is to read for it. Its commands are in lower case and the session's own in upper case,
 * so that both can be told apart in one stream.
 */
final class Account {
    /** To whom a command belongs that has come to the server. */
    enum Owner {
        CLIENT,
        /** The client's, a part of the time that it is to block. */
        SLICE,
        SESSION,
        /** The session's, with what HELLO was refused. */
        INSTEAD_OF_HELLO
    }

    /** What is answered once, and changes nothing. */
    private static final List<String> PLAIN = List.of("get", "set", "list", "ping", "unknown");

    private static final Pattern SHARDED_END = Pattern.compile("sunsubscribe\r\n\\$\\d+\r\n[^\r]*\r\n:$");

    private static final List<String> SECONDS = List.of("blpop", "brpop");

    private static final String NO_LOGIN_IN_HELLO =
            "-NOPROTO a login in HELLO is refused here, and the same by AUTH is not: speak RESP2 (REDIS_PROTOCOL=resp2)\r\n";

    private final Deque<List<String>> asked = new ArrayDeque<>();
    private final StringBuilder expected = new StringBuilder();
    private final StringBuilder read = new StringBuilder();
    /** The last login was refused, and it is sent again or its client is told. */
    private @Nullable String heldRefusal;

    private List<String> login = List.of();
    private long slicedMillis;
    private boolean nothingOwn;
    private boolean sliced;
    private boolean refused;

    void asks(List<String> command) {
        asked.add(command);
    }

    /** What has been asked for and has not come to the server yet. */
    Deque<List<String>> asked() {
        return asked;
    }

    boolean asksForPlain() {
        return asked.stream().allMatch(command -> PLAIN.contains(command.get(0)));
    }

    /** Whether this is a slice, and not the first. */
    boolean goesOnToBlock(List<String> command) {
        List<String> next = asked.peek();
        return slicedMillis > 0 && next != null && isSlice(command, next);
    }

    /** Whether it finds out if the credential is refused, or HELLO. */
    boolean isInsteadOfHello(List<String> command) {
        return heldRefusal != null
                && command.get(0).equals("AUTH")
                && login.size() > 4
                && login.get(1).equals("3")
                && login.subList(3, 5).equals(command.subList(1, 3));
    }

    Owner ownerOf(List<String> command) {
        if (isInsteadOfHello(command)) {
            return Owner.INSTEAD_OF_HELLO;
        }
        if (Character.isUpperCase(command.get(0).charAt(0))) {
            check(!nothingOwn, "the session sent something although it had let go");
            return Owner.SESSION;
        }
        List<String> next = asked.peek();
        if (command.equals(next)) {
            asked.remove();
            tellRefusal();
            nothingOwn |= command.get(0).equals("monitor") || command.get(0).startsWith("junk");
            return Owner.CLIENT;
        } else if (next != null && isSlice(command, next)) {
            tellRefusal();
            sliced = true;
            return Owner.SLICE;
        } else if (isPrefix(command) && next != null && isBlock(next)) {
            return Owner.SESSION;
        } else if (heldRefusal != null && command.get(0).equals(login.get(0))) {
            heldRefusal = null;
            return Owner.CLIENT;
        }
        throw new AssertionError("the server got %s, and the client's next is %s".formatted(command, next));
    }

    private static boolean isPrefix(List<String> command) {
        return command.get(0).equals("asking") || command.get(0).equals("client");
    }

    private static boolean isBlock(List<String> command) {
        return SECONDS.contains(command.get(0)) || command.get(0).equals("xread");
    }

    private static boolean isSlice(List<String> command, List<String> whole) {
        if (!isBlock(whole) || command.size() != whole.size()) {
            return false;
        }
        for (int i = 0; i < whole.size(); i++) {
            boolean changes = i == time(whole) || whole.get(i).equals("$");
            if (!changes && !command.get(i).equals(whole.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static int time(List<String> block) {
        return SECONDS.contains(block.get(0)) ? block.size() - 1 : block.indexOf("block") + 1;
    }

    /** For how long a command blocks; 0 without end. */
    static long millis(List<String> block) {
        if (block.get(0).equals("wait")) {
            return Long.parseLong(block.get(2));
        }
        BigDecimal time = new BigDecimal(block.get(time(block)));
        return (SECONDS.contains(block.get(0)) ? time.movePointRight(3) : time).longValueExact();
    }

    /** The server has answered a command. */
    void answered(Owner owner, List<String> command, String reply) {
        if (owner == Owner.SESSION) {
            return;
        }
        if (owner == Owner.INSTEAD_OF_HELLO) {
            heldRefusal = reply.startsWith("+OK") ? NO_LOGIN_IN_HELLO : heldRefusal;
            tellRefusal();
            return;
        }
        if (owner == Owner.SLICE) {
            asked.remove();
            slicedMillis = 0;
        }
        boolean logsIn = command.get(0).equals("auth") || command.get(0).equals("hello");
        if (logsIn && !nothingOwn && reply.startsWith("-WRONGPASS")) {
            refused = true;
            login = command;
            heldRefusal = reply;
        } else {
            expected.append(reply);
        }
    }

    /**
     * A block's time is over.
     *
     * @return whether its client is told, and does not go on to block
     */
    boolean timedOut(Owner owner, List<String> command) {
        if (owner != Owner.SLICE) {
            return true;
        }
        slicedMillis += millis(command);
        long whole = millis(asked.element());
        check(whole == 0 || slicedMillis <= whole, "a command blocks for longer than it was to");
        return slicedMillis == whole;
    }

    /** The server has sent what nobody asked for. */
    void unasked(String bytes) {
        expected.append(bytes);
    }

    void nothingOwnFromNowOn() {
        nothingOwn = true;
    }

    /** Whether a login may be sent again. */
    boolean isRefused() {
        return heldRefusal != null;
    }

    boolean hasLetGo() {
        return nothingOwn;
    }

    boolean hasRefused() {
        return refused;
    }

    boolean hasSliced() {
        return sliced;
    }

    private void tellRefusal() {
        if (heldRefusal != null) {
            expected.append(heldRefusal);
            heldRefusal = null;
        }
    }

    /** The client reads this. */
    void reads(String bytes) {
        if (heldRefusal != null && bytes.startsWith(heldRefusal) && expected.isEmpty()) {
            tellRefusal();
        }
        int from = 0;
        int length = Math.min(bytes.length(), expected.length());
        while (from < length && (bytes.charAt(from) == expected.charAt(from) || isCountOfShardedOnes(from))) {
            from++;
        }
        if (from < bytes.length()) {
            throw new AssertionError("the client was to read [%s] and read [%s]"
                    .formatted(shortened(expected.substring(from)), shortened(bytes.substring(from))));
        }
        read.append(expected, 0, from);
        read.delete(0, Math.max(0, read.length() - 100));
        expected.delete(0, from);
    }

    /**
     * How many sharded subscriptions are left, in the message that one has ended. Where that crosses an AUTH's SUNSUBSCRIBE,
     * the client gets the answer to this instead, which differs in the number alone.
     */
    private boolean isCountOfShardedOnes(int at) {
        return SHARDED_END.matcher(read + expected.substring(0, at)).find();
    }

    /** Whether it has all that it is to read. */
    boolean hasRead() {
        return expected.isEmpty();
    }

    static String shortened(String text) {
        String escaped = text.replace("\r\n", "\\");
        return escaped.length() > 100 ? escaped.substring(0, 100) + ".." : escaped;
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
