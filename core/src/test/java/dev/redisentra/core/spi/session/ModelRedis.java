package dev.redisentra.core.spi.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

import dev.redisentra.core.spi.session.Account.Owner;
import org.jspecify.annotations.Nullable;

import static dev.redisentra.core.spi.session.Account.check;

/** A server, as far as a session can tell it from Redis: one connection's state, and a reply to each command. */
final class ModelRedis {
    private static final Set<String> FOR_SUBSCRIBERS = Set.of(
            "subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ssubscribe", "sunsubscribe", "ping", "reset");
    private static final Set<String> NEVER_QUEUED = Set.of("multi", "exec", "discard", "reset");

    /** What it refuses to its client now and then. */
    private static final Set<String> NEEDS_PERMISSION =
            Set.of("multi", "discard", "subscribe", "psubscribe", "ssubscribe", "xrevrange");

    private final Random random;
    private final Account account;
    private final Predicate<String> accepts;

    private final ModelInput input = new ModelInput();
    private final Deque<List<String>> commands = new ArrayDeque<>();
    private final Deque<Long> arrivals = new ArrayDeque<>();
    private final StringBuilder replies = new StringBuilder();
    /** What has happened with the reply that ends there. */
    private final Deque<Event> events = new ArrayDeque<>();

    private final ModelSubscriptions subscriptions = new ModelSubscriptions();
    private final List<List<String>> queued = new ArrayList<>();
    private boolean resp3;
    private boolean inTransaction;
    private boolean aborted;
    private boolean off;
    private boolean mute;
    private boolean skipsNext;
    private boolean monitors;
    /** What is for the next command alone. */
    private String prefix = "";
    /** Who is logged in: the password tells. */
    private String password = "";

    private @Nullable Block block;

    /** What the session learns with a reply. */
    record Event(long at, Kind kind, String password) {
        enum Kind {
            OWN_AUTH_ACCEPTED,
            OWN_AUTH_REFUSED,
            LOGGED_IN,
            RESET
        }
    }

    private record Block(List<String> command, Owner owner, boolean mute, long arrived, long since) {
        boolean isOver(long now) {
            long millis = Account.millis(command);
            return millis > 0 && now - since >= millis * 1_000_000;
        }
    }

    private long sent;

    /** @param accepts whether a password is accepted at the moment */
    ModelRedis(Random random, Account account, Predicate<String> accepts) {
        this.random = random;
        this.account = account;
        this.accepts = accepts;
    }

    /** Takes bytes that were sent to it, and returns the commands that became complete by them. */
    List<List<String>> takes(byte[] bytes, int from, int to, long now) {
        List<List<String>> complete = input.takes(bytes, from, to);
        complete.forEach(command -> {
            commands.add(command);
            arrivals.add(now);
        });
        return complete;
    }

    /** Obeys as much as it can of what has been sent. */
    void run(long now) {
        if (block != null && block.isOver(now)) {
            unblock(nil(), account.timedOut(block.owner(), block.command()));
        }
        while (block == null && !commands.isEmpty()) {
            List<String> command = commands.remove();
            long arrived = arrivals.remove();
            Owner owner = account.ownerOf(command);
            if (owner == Owner.SESSION) {
                checkOwn(command);
            }
            notePrefix(command);
            mute = off || skipsNext;
            skipsNext = false;
            if (blocks(command) && !inTransaction && !isLimited()) {
                block = new Block(command, owner, mute, arrived, now);
                if (random.nextInt(4) == 0) {
                    element();
                } else if (block.isOver(now)) {
                    unblock(nil(), account.timedOut(owner, command));
                }
            } else {
                String reply = reply(owner, command);
                answer(owner, command, mute ? "" : reply);
            }
        }
    }

    /** What the session sends by itself is taken and answered, and takes nothing away from its client's next command. */
    private void checkOwn(List<String> command) {
        String name = command.get(0);
        boolean isPrefix = name.equals("asking") || name.equals("client");
        check(
                isPrefix || name.equals("XREVRANGE") || prefix.isEmpty(),
                "it takes what was for its client's next command");
        check(!inTransaction, "it is sent into a transaction");
        check(!isLimited() || !name.equals("AUTH"), "it is sent by a subscriber");
        check(!off && !skipsNext, "it is not answered");
        boolean isOurs = password.startsWith("secret");
        check(isOurs || !(name.equals("AUTH") || name.equals("PING")), "it is sent where another is logged in");
    }

    /** ASKING and CLIENT CACHING are for the next command. */
    private void notePrefix(List<String> command) {
        boolean isAsking = command.get(0).equals("asking");
        boolean isClient = command.get(0).equals("client");
        if (inTransaction || !(isClient && prefix.equals("caching"))) {
            prefix = "";
        }
        if (!inTransaction && (isAsking || (isClient && command.get(1).equals("caching")))) {
            prefix = isAsking ? "asking" : "caching";
        }
    }

    private void answer(Owner owner, List<String> command, String reply) {
        replies.append(reply);
        sent += reply.length();
        account.answered(owner, command, reply);
        learns(owner, command, reply);
    }

    private void learns(Owner owner, List<String> command, String reply) {
        boolean isOk = reply.startsWith("+OK");
        if (owner == Owner.INSTEAD_OF_HELLO) {
            if (isOk) {
                event(Event.Kind.LOGGED_IN);
            }
            return;
        }
        switch (command.get(0)) {
            case "AUTH" -> event(isOk ? Event.Kind.OWN_AUTH_ACCEPTED : Event.Kind.OWN_AUTH_REFUSED);
            case "auth", "hello" -> {
                if (!reply.startsWith("-") && !(command.get(0).equals("hello") && command.size() == 2)) {
                    event(Event.Kind.LOGGED_IN);
                }
            }
            case "reset" -> event(Event.Kind.RESET);
            default -> {}
        }
    }

    private void event(Event.Kind kind) {
        events.add(new Event(sent, kind, password));
    }

    private static boolean blocks(List<String> command) {
        String name = command.get(0);
        return name.equals("blpop") || name.equals("wait") || (name.equals("xread") && command.contains("block"));
    }

    /** Whether it takes hardly anything from a subscriber. */
    boolean isLimited() {
        return !resp3 && !subscriptions.isEmpty();
    }

    /** What a block waits for has come; nothing where there is none. */
    void element() {
        if (block != null) {
            unblock(
                    switch (block.command().get(0)) {
                        case "wait" -> ":0\r\n";
                        case "xread" -> "*1\r\n*2\r\n$1\r\ns\r\n*0\r\n";
                        default -> "*2\r\n" + bulk(block.command().get(1)) + bulk("element");
                    },
                    true);
        }
    }

    /** Somebody ends the block long before its time is over. */
    boolean unblocked(long now) {
        Block ended = block;
        if (ended == null || (now - ended.arrived()) * 2 > Account.millis(ended.command()) * 1_000_000) {
            return false;
        }
        unblock(nil(), true);
        return true;
    }

    private void unblock(String reply, boolean isTold) {
        Block ended = block;
        if (ended != null) {
            block = null;
            String answer = ended.command().get(0).equals("wait") ? ":0\r\n" : reply;
            answer(isTold ? ended.owner() : Owner.SESSION, ended.command(), ended.mute() ? "" : answer);
        }
    }

    /** Sends what nobody has asked for. */
    void says(String bytes) {
        replies.append(bytes);
        sent += bytes.length();
        account.unasked(bytes);
    }

    /** A message to each channel, and where the protocol has pushes, one of another kind. */
    void publishes() {
        if (off || account.isRefused()) { // in the middle of EXEC's answer, or before one that is held back, maybe
            return;
        }
        says(subscriptions.messages(resp3));
        if (resp3) {
            says(">2\r\n" + bulk("invalidate") + "*1\r\n" + bulk("key"));
        }
    }

    /** A slot moves: that ends the sharded subscriptions in it. */
    void moves() {
        says(subscriptions.endSharded(resp3));
    }

    /** Takes away the beginning of what it has to send, so many bytes at most. */
    String sends(int most) {
        String part = replies.substring(0, Math.min(most, replies.length()));
        replies.delete(0, part.length());
        return part;
    }

    /** What the session learns from what has been taken away by now; null for nothing more. */
    @Nullable
    Event learnt() {
        Event next = events.peek();
        return next != null && next.at() <= sent - replies.length() ? events.remove() : null;
    }

    boolean isIdle() {
        return commands.isEmpty() && block == null && replies.isEmpty() && input.isEmpty();
    }

    /** Whether nothing that it has obeyed matters to what follows. */
    boolean isQuiet() {
        return block == null && !inTransaction && replies.isEmpty() && input.isEmpty();
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    boolean isMonitored() {
        return monitors;
    }

    /** Whether commands wait behind the one that blocks. */
    boolean isWaitedFor() {
        return block != null && !commands.isEmpty();
    }

    private String reply(Owner owner, List<String> command) {
        String name = command.get(0).toLowerCase(Locale.ROOT);
        if (isLimited() && !FOR_SUBSCRIBERS.contains(name)) {
            return "-ERR Can't execute '" + name + "': only (P|S)SUBSCRIBE / PING / RESET are allowed\r\n";
        }
        if (inTransaction && !NEVER_QUEUED.contains(name)) {
            if (name.equals("unknown")) {
                aborted = true;
                return "-ERR unknown command\r\n";
            }
            queued.add(command);
            return "+QUEUED\r\n";
        }
        boolean permitted = owner != Owner.CLIENT || random.nextInt(8) > 0;
        return permitted || !NEEDS_PERMISSION.contains(name) ? obey(name, command) : "-NOPERM no permissions\r\n";
    }

    private String obey(String name, List<String> command) {
        return switch (name) {
            case "auth" -> login(command.get(command.size() - 1), "+OK\r\n");
            case "hello" -> hello(command);
            case "reset" -> reset();
            case "multi" -> {
                String answer = inTransaction ? "-ERR MULTI calls can not be nested\r\n" : "+OK\r\n";
                inTransaction = true;
                yield answer;
            }
            case "exec" -> execute();
            case "discard" -> {
                String answer = inTransaction ? "+OK\r\n" : "-ERR DISCARD without MULTI\r\n";
                endTransaction();
                yield answer;
            }
            case "client" -> client(command);
            case "subscribe", "psubscribe", "ssubscribe" -> subscriptions.subscribe(command, resp3);
            case "unsubscribe", "punsubscribe", "sunsubscribe" -> subscriptions.unsubscribe(command, resp3);
            case "ping" -> isLimited() ? "*2\r\n$4\r\npong\r\n$0\r\n\r\n" : "+PONG\r\n";
            case "xrevrange" ->
                switch (random.nextInt(4)) {
                    case 0 -> "-NOPERM no permissions\r\n";
                    case 1 -> "*0\r\n";
                    default -> "*1\r\n*2\r\n$3\r\n7-0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n";
                };
            case "blpop", "xread" -> nil();
            case "wait" -> ":0\r\n";
            case "get" -> bulk("of " + command.get(1));
            case "list" -> "*3\r\n" + bulk(command.get(1)) + "*1\r\n:7\r\n" + bulk("subscribe");
            case "monitor" -> {
                monitors = true;
                yield "+OK\r\n";
            }
            case "asking", "set" -> "+OK\r\n";
            default -> "-ERR unknown command\r\n";
        };
    }

    private String login(String with, String otherwise) {
        if (!accepts.test(with)) {
            return "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
        }
        password = with;
        return otherwise;
    }

    private String hello(List<String> command) {
        String answer = command.size() > 2 ? login(command.get(4), "") : "";
        if (!answer.isEmpty()) {
            return answer;
        }
        resp3 = command.get(1).equals("3");
        return (resp3 ? "%1" : "*2") + "\r\n" + bulk("proto") + ":" + command.get(1) + "\r\n";
    }

    private String reset() {
        endTransaction();
        subscriptions.clear();
        resp3 = false;
        off = false;
        monitors = false;
        password = "";
        return "+RESET\r\n";
    }

    private String execute() {
        if (!inTransaction) {
            return "-ERR EXEC without MULTI\r\n";
        }
        boolean isAborted = aborted;
        List<List<String>> all = List.copyOf(queued);
        endTransaction();
        if (isAborted) {
            return "-EXECABORT Transaction discarded because of previous errors.\r\n";
        } else if (random.nextInt(6) == 0) {
            return nil(); // a key that it watched has changed
        }
        StringBuilder answer = new StringBuilder("*" + all.size() + "\r\n");
        all.forEach(command -> answer.append(obey(command.get(0), command)));
        return answer.toString();
    }

    private void endTransaction() {
        inTransaction = false;
        aborted = false;
        queued.clear();
    }

    private String client(List<String> command) {
        if (!command.get(1).equals("reply")) {
            return command.get(1).equals("id") ? ":7\r\n" : "+OK\r\n";
        }
        switch (command.get(2)) {
            case "off" -> off = true;
            case "skip" -> skipsNext = !off;
            default -> {
                off = false;
                mute = false; // this one is answered
                return "+OK\r\n";
            }
        }
        return "";
    }

    private String nil() {
        return resp3 ? "_\r\n" : "*-1\r\n";
    }

    static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }
}
