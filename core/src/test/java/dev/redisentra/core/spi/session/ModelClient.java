package dev.redisentra.core.spi.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** A client that sends what comes to its mind, each command once. In lower case: see {@link Account}. */
final class ModelClient {
    private final Random random;
    /** The user and password that it logs in with. */
    private final Supplier<List<String>> login;

    private int commands;
    private boolean inTransaction;
    /** It is open for certain. */
    private boolean queues;
    /** In RESP2, where a subscriber may send hardly anything. */
    private boolean subscribed;
    /** Whether the server still has it, only its answer tells. */
    private boolean discarded;

    private boolean silenced;
    private boolean prefixed;
    private boolean caching;
    private boolean isOdd;

    ModelClient(Random random, Supplier<List<String>> login) {
        this.random = random;
        this.login = login;
    }

    /** Whether it has sent what a session cannot account for. */
    boolean isOdd() {
        return isOdd;
    }

    /** Whether its replies are ended, or were. */
    boolean isSilenced() {
        return silenced;
    }

    /** Whether its last command is for the next. */
    boolean isPrefixed() {
        return prefixed;
    }

    /** All is answered: it knows again whether there is a transaction. */
    void knows(boolean transaction, boolean subscriber) {
        subscribed = subscriber;
        inTransaction = transaction;
        queues = transaction;
        discarded = false;
    }

    /** The next few commands. */
    List<List<String>> next() {
        List<List<String>> all = some();
        all.forEach(this::note);
        return all;
    }

    /** What brings a connection back to where an AUTH may go out. */
    List<List<String>> finish() {
        List<List<String>> all = new ArrayList<>();
        if (inTransaction || discarded) {
            all.add(List.of("exec"));
        }
        if (silenced) {
            all.add(List.of("client", "reply", "on"));
        }
        all.add(get());
        all.forEach(this::note);
        return all;
    }

    /** @param subscriber whether it is one in RESP2, from whom no login is taken */
    List<List<String>> logsIn(boolean subscriber) {
        List<String> who = login.get();
        List<List<String>> all = new ArrayList<>();
        if (subscriber) {
            all.add(List.of("reset"));
        }
        switch (random.nextInt(3)) {
            case 0 -> all.add(List.of("auth", who.get(0), who.get(1)));
            case 1 -> all.add(List.of("hello", "3", "auth", who.get(0), who.get(1)));
            default -> all.add(List.of("hello", "2", "auth", who.get(0), who.get(1), "setname", "client"));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            all.add(get());
        }
        all.forEach(this::note);
        return all;
    }

    private List<List<String>> some() {
        boolean plain = inTransaction || discarded || silenced;
        List<List<String>> all = new ArrayList<>();
        switch (random.nextInt(plain ? 12 : 20)) {
            case 0, 1, 2, 3 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    all.add(get());
                }
            }
            case 4 ->
                all.add(List.of("set", name(), "v".repeat(random.nextInt(random.nextInt(8) == 0 ? 40_000 : 100))));
            case 5 -> all.add(List.of(one("unknown", "ping", "list"), name()));
            case 6 -> all.add(blocking());
            case 7 -> all.add(List.of("client", one("id", "getname")));
            case 8 -> {
                all.add(List.of("client", "caching", "yes"));
                all.add(random.nextBoolean() ? blocking() : get());
            }
            case 9, 10 -> {
                if (queues && random.nextInt(3) == 0) {
                    all.add(List.of("client", "reply", "off"));
                    all.add(List.of("exec"));
                    all.add(List.of("client", "reply", "on"));
                } else if (inTransaction) {
                    all.add(List.of(one("exec", "discard", "multi")));
                } else if (silenced && !discarded) {
                    all.add(List.of("client", "reply", "on"));
                }
                all.add(get());
            }
            case 11 -> all.add(List.of("asking"));
            case 12, 13 -> all.add(List.of("multi"));
            case 14 -> all.add(List.of(one("subscribe", "psubscribe", "ssubscribe"), "a" + random.nextInt(3), "b"));
            case 15 ->
                all.add(
                        random.nextBoolean()
                                ? List.of(one("unsubscribe", "punsubscribe", "sunsubscribe"))
                                : List.of(one("unsubscribe", "punsubscribe", "sunsubscribe"), "b"));
            case 16 -> {
                if (!subscribed) {
                    all.add(List.of("client", "reply", one("off", "skip", "skip", "on")));
                }
            }
            case 17 -> all.add(blocking());
            case 18 -> all.add(List.of("hello", one("2", "3")));
            default -> all.add(random.nextInt(4) == 0 ? List.of("reset") : get());
        }
        return all;
    }

    /** It logs in as one whom the session does not know. */
    List<String> logsInAsAnother() {
        List<String> another = List.of("auth", "bob", "his own");
        note(another);
        return another;
    }

    /** What makes a session let go. */
    List<String> odd() {
        isOdd = true;
        return List.of(one("monitor", "junk\r\n"));
    }

    private List<String> blocking() {
        return switch (random.nextInt(5)) {
            case 0 -> List.of("wait", "1", "3000");
            case 1 -> List.of("xread", "block", one("0", "100", "90000"), "streams", name(), "t", "$", "0-0");
            case 2 -> List.of("xread", "block", "0", "streams", name(), "t", "$", "$");
            default -> List.of("blpop", name(), one("0", "1", "90", "3000"));
        };
    }

    private List<String> get() {
        return List.of("get", name());
    }

    private String name() {
        return "key-" + ++commands;
    }

    private String one(String... words) {
        return words[random.nextInt(words.length)];
    }

    private void note(List<String> command) {
        String name = command.get(0);
        boolean isClient = name.equals("client");
        String second = command.size() > 1 ? command.get(1) : "";
        boolean staysCaching = caching && isClient;
        caching = staysCaching || (isClient && second.equals("caching"));
        prefixed = caching || name.equals("asking");
        switch (name) {
            case "multi" -> {
                inTransaction = true;
                queues = false;
            }
            case "subscribe", "psubscribe", "ssubscribe", "hello" -> subscribed = true;
            case "exec" -> {
                inTransaction = false;
                queues = false;
            }
            case "discard" -> {
                inTransaction = false;
                queues = false;
                discarded = true;
            }
            case "reset" -> {
                isOdd |= silenced; // a session cannot tell which reply is whose
                inTransaction = false;
                queues = false;
                silenced = false;
            }
            case "client" -> {
                if (second.equals("reply")) {
                    silenced = !command.get(2).equals("on");
                }
            }
            default -> {}
        }
    }
}
