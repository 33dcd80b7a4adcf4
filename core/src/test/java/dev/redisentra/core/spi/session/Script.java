package dev.redisentra.core.spi.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a client and others do to a Redis, made up at random from a seed. The same seed makes the same. */
final class Script {
    /** Users that the client may be: which commands they may not run. */
    static final List<String> USERS = List.of("full", "no-multi", "no-look", "no-subscribe", "no-client", "no-discard");

    static final int TOKENS = 3;

    /** One step. What comes at random in it comes from a seed of its own, so that a script can lose others. */
    record Step(Kind kind, List<List<String>> commands, long seed) {
        enum Kind {
            /** The client sends these in one go. */
            CLIENT,
            /** The client sends bytes that are no command. */
            JUNK,
            /** Others run these, one after the other, while nothing moves on the client's connection. */
            OTHERS,
            /** If the client is blocked: its time is over. */
            TIMES_OUT,
            /** If the client is blocked: somebody unblocks it. */
            UNBLOCKS
        }

        @Override
        public String toString() {
            return kind + " "
                    + commands.stream()
                            .map(words -> words.stream().map(Step::shortened).collect(Collectors.joining(" ")))
                            .collect(Collectors.joining(" | "));
        }

        private static String shortened(String word) {
            String text = word.replace("\r", "\\r").replace("\n", "\\n");
            return text.length() > 60 ? text.substring(0, 60) + "..(" + text.length() + ")" : text;
        }
    }

    private final Random random;
    private final String user;
    private final List<Step> steps = new ArrayList<>();
    private final boolean big;
    private int ids;

    Script(long seed) {
        random = new Random(seed);
        user = chance(50) ? USERS.get(0) : one(USERS);
        big = chance(4);
        step(Step.Kind.CLIENT, login());
        int length = 3 + random.nextInt(9);
        for (int i = 0; i < length; i++) {
            addStep();
        }
        step(Step.Kind.UNBLOCKS, List.of());
    }

    private Script(Script of, List<Step> steps) {
        random = of.random;
        user = of.user;
        big = of.big;
        this.steps.addAll(steps);
    }

    String user() {
        return user;
    }

    List<Step> steps() {
        return steps;
    }

    /** The same without one step, and without one command. */
    List<Script> smaller() {
        List<Script> scripts = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            List<Step> fewer = new ArrayList<>(steps);
            Step step = fewer.remove(i);
            scripts.add(new Script(this, fewer));
            for (int k = 0; k < step.commands().size() && step.commands().size() > 1; k++) {
                List<List<String>> commands = new ArrayList<>(step.commands());
                commands.remove(k);
                List<Step> same = new ArrayList<>(steps);
                same.set(i, new Step(step.kind(), commands, step.seed()));
                scripts.add(new Script(this, same));
            }
        }
        return scripts;
    }

    private void step(Step.Kind kind, List<String> command) {
        steps.add(new Step(kind, List.of(command), random.nextLong()));
    }

    private void addStep() {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> batch(Step.Kind.OTHERS, 1 + random.nextInt(3));
            case 3 -> step(chance(50) ? Step.Kind.TIMES_OUT : Step.Kind.UNBLOCKS, List.of());
            case 4, 5 -> {
                step(Step.Kind.CLIENT, blocking());
                batch(Step.Kind.OTHERS, 1 + random.nextInt(2));
            }
            case 6 -> transaction();
            case 7, 8 -> {
                step(Step.Kind.CLIENT, subscribing());
                batch(Step.Kind.OTHERS, 1 + random.nextInt(3));
            }
            case 9 -> {
                if (chance(10)) {
                    step(
                            Step.Kind.JUNK,
                            List.of(one(List.of(
                                    "hello you\r\n",
                                    "PING\r\n",
                                    "*1\r\n+PING\r\n",
                                    "*2\r\n$3\r\nGET\r\n$x\r\n",
                                    "\r\n"))));
                } else {
                    batch(Step.Kind.CLIENT, 1);
                }
            }
            default -> batch(Step.Kind.CLIENT, chance(70) ? 1 + random.nextInt(3) : 1 + random.nextInt(12));
        }
    }

    private void transaction() {
        List<List<String>> commands = new ArrayList<>();
        if (chance(30)) {
            commands.add(words("WATCH", key()));
        }
        commands.add(words("MULTI"));
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            commands.add(chance(80) ? data() : anything());
        }
        if (chance(85)) {
            commands.add(words(chance(80) ? "EXEC" : "DISCARD"));
        }
        if (chance(50)) {
            steps.add(new Step(Step.Kind.CLIENT, commands, random.nextLong()));
        } else {
            commands.forEach(command -> step(Step.Kind.CLIENT, command));
        }
    }

    private void batch(Step.Kind kind, int length) {
        List<List<String>> commands = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            commands.add(kind == Step.Kind.OTHERS ? others() : anything());
        }
        steps.add(new Step(kind, commands, random.nextLong()));
    }

    private List<String> login() {
        String token = "token-" + random.nextInt(TOKENS);
        return switch (random.nextInt(4)) {
            case 0 -> words("AUTH", user, token);
            case 1 -> words("HELLO", "2", "AUTH", user, token);
            default -> words("HELLO", "3", "AUTH", user, token, "SETNAME", "test");
        };
    }

    private List<String> anything() {
        return switch (random.nextInt(30)) {
            case 0 -> words("MULTI");
            case 1 -> words("EXEC");
            case 2 -> words("DISCARD");
            case 3 -> strange();
            case 4, 5 -> subscribing();
            case 6 -> blocking();
            case 7 -> client();
            case 8 -> chance(70) ? login() : otherLogin();
            case 9 -> chance(30) ? words("RESET") : words("WATCH", key());
            case 10 -> chance(50) ? words("HELLO", one(List.of("2", "3"))) : otherLogin();
            case 11 -> reply();
            default -> data();
        };
    }

    /** On the connections of others. Who blocks is not to find a key of another kind there: the next slice is told of that. */
    private List<String> others() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> words("PUBLISH", channel(), value());
            case 2 -> words("SPUBLISH", channel(), value());
            case 3 -> words("RPUSH", list(), value(), value());
            case 4 -> words("XADD", stream(), nextId(), "field", value());
            case 5 -> words("ZADD", sorted(), "1", value());
            case 6 -> words("SET", "k0", value());
            case 7 -> words("DEL", chance(50) ? list() : stream());
            default -> words("LPUSH", list(), value());
        };
    }

    private List<String> otherLogin() {
        return switch (random.nextInt(9)) {
            case 0 -> words("AUTH", "bob", "secret");
            case 1 -> words("AUTH", "bob", "wrong");
            case 2 -> words("AUTH", user, "wrong");
            case 3 -> words("AUTH", "one-argument");
            case 4 -> words("AUTH", "far", "too", "many");
            case 5 -> words("HELLO", "3", "AUTH", "bob", "secret");
            case 6 -> words("HELLO", "9");
            case 7 -> words("HELLO", "3", "AUTH", "bob", "secret", "JUNK");
            default -> words("HELLO", "2", "AUTH", "bob", "wrong");
        };
    }

    private List<String> strange() {
        return switch (random.nextInt(14)) {
            case 0 -> words("NOSUCH", "command");
            case 1 -> words("GET");
            case 2 -> words("MULTI", "x");
            case 3 -> words("EXEC", "x");
            case 4 -> words("DISCARD", "x");
            case 5 -> words("SUBSCRIBE");
            case 6 -> words("BLPOP", "5");
            case 7 -> words("BLPOP", key(), one(List.of("-1", "x", "1e99999999", "999999999999999999", "inf", "nan")));
            case 8 -> words("XREAD", "BLOCK", "0", "STREAMS", stream());
            case 9 -> words("XREAD", "BLOCK", "0", "COUNT", "x", "STREAMS", stream(), "$");
            case 10 -> words("ASKING");
            case 11 -> words("A-COMMAND-WITH-A-NAME-THAT-IS-LONG", "x");
            case 12 -> words("");
            default -> words("CLIENT");
        };
    }

    private List<String> reply() {
        return words("CLIENT", "REPLY", one(List.of("OFF", "SKIP", "SKIP", "ON", "ON", "ON", "JUNK")));
    }

    private List<String> client() {
        return switch (random.nextInt(9)) {
            case 0 -> words("CLIENT", "TRACKING", "ON");
            case 1 -> words("CLIENT", "TRACKING", "ON", "OPTIN");
            case 2 -> words("CLIENT", "TRACKING", "ON", "OPTOUT");
            case 3 -> words("CLIENT", "TRACKING", "OFF");
            case 4, 5 -> words("CLIENT", "CACHING", "YES");
            case 6 -> words("CLIENT", "CACHING", "NO");
            case 7 -> words("CLIENT", "GETNAME");
            default -> words("CLIENT", "SETNAME", "other");
        };
    }

    private List<String> subscribing() {
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> words("SUBSCRIBE", channel());
            case 3 -> words("SUBSCRIBE", channel(), channel());
            case 4, 5 -> words("PSUBSCRIBE", channel() + "*");
            case 6 -> words("PSUBSCRIBE", "x*", "y*");
            case 7, 8 -> words("SSUBSCRIBE", channel());
            case 9 -> words("UNSUBSCRIBE");
            case 10 -> words("UNSUBSCRIBE", channel(), channel());
            case 11 -> chance(50) ? words("PUNSUBSCRIBE") : words("PUNSUBSCRIBE", "c1*", "x*");
            case 12 -> chance(50) ? words("SUNSUBSCRIBE") : words("SUNSUBSCRIBE", channel());
            default -> words("PING", "message");
        };
    }

    private List<String> blocking() {
        String timeout = one(List.of("0", "0", "300", "1000", "5000.5", "0.0"));
        return switch (random.nextInt(13)) {
            case 0, 1 -> words("BLPOP", list(), timeout);
            case 2 -> words("BRPOP", list(), list(), timeout);
            case 3 -> words("BLMOVE", list(), list(), "LEFT", "RIGHT", timeout);
            case 4 -> words("BRPOPLPUSH", list(), list(), timeout);
            case 5 -> words("BLMPOP", timeout, "2", list(), list(), "LEFT", "COUNT", "2");
            case 6 -> words("BZPOPMIN", sorted(), timeout);
            case 7 -> words("BZMPOP", timeout, "1", sorted(), "MAX");
            case 8 -> words("XREAD", "BLOCK", "0", "STREAMS", stream(), "$");
            case 9 -> words("XREAD", "COUNT", "1", "BLOCK", "300000", "STREAMS", stream(), stream(), "$", "0-0");
            case 10 -> words("XREADGROUP", "GROUP", "group", "me", "BLOCK", "0", "STREAMS", stream(), ">");
            case 11 -> words("XREADGROUP", "BLOCK", "0", "COUNT", "2", "GROUP", "group", "me", "STREAMS", "s0", ">");
            default ->
                chance(30) ? words("WAIT", "1", "0") : words("XREAD", "BLOCK", "0", "STREAMS", "s0", "s1", "$", "$");
        };
    }

    private List<String> data() {
        if (big && chance(30)) {
            return large();
        }
        return switch (random.nextInt(30)) {
            case 0, 1, 2 -> words("GET", key());
            case 3, 4 -> words("SET", key(), value());
            case 5 -> words("DEL", key(), key());
            case 6 -> words("INCR", key());
            case 7, 8 -> words("RPUSH", key(), value(), value());
            case 9 -> words("LRANGE", key(), "0", "-1");
            case 10 -> words("LPOP", key());
            case 11 -> words("HSET", "h0", value(), value());
            case 12 -> words("HGETALL", "h0");
            case 13 -> words("ZADD", sorted(), "1.5", value());
            case 14 -> words("ZRANGE", sorted(), "0", "-1", "WITHSCORES");
            case 15 -> words("XADD", stream(), (1 + random.nextInt(20)) + "-" + random.nextInt(3), "field", value());
            case 16 -> words("XRANGE", stream(), "-", "+");
            case 17 -> words("XDEL", stream(), (1 + random.nextInt(20)) + "-0");
            case 18 -> words("XGROUP", "CREATE", stream(), "group", "$", "MKSTREAM");
            case 19 -> words("XREAD", "COUNT", "2", "STREAMS", stream(), "0");
            case 20 -> words("ECHO", value());
            case 21 -> words("PING");
            case 22 -> words("MGET", key(), key(), key());
            case 23 -> words("EVAL", "return redis.error_reply('ERR made')", "0");
            case 24 -> words("EVAL", "return {1,{2,{},'message'},false,redis.status_reply('OK')}", "0");
            case 25 -> words("EVAL", "return {'message',ARGV[1],'x'}", "0", channel());
            case 26 -> words("EVAL", "return {'unsubscribe',ARGV[1],0}", "0", channel());
            case 27 -> words("XADD", stream(), nextId(), "field", value());
            case 28 -> words("UNWATCH");
            default ->
                words(
                        "DEBUG",
                        "PROTOCOL",
                        one(List.of(
                                "string",
                                "integer",
                                "double",
                                "null",
                                "array",
                                "set",
                                "map",
                                "attrib",
                                "verbatim",
                                "true",
                                "false",
                                "bignum")));
        };
    }

    private List<String> large() {
        return switch (random.nextInt(5)) {
            case 0 -> words("EVAL", "return string.rep('x', ARGV[1])", "0", "" + random.nextInt(3_000_000));
            case 1 -> words("SET", key(), "v".repeat(random.nextInt(300_000)));
            case 2 ->
                words(
                        "EVAL",
                        "local t={} for i=1,tonumber(ARGV[1]) do t[i]='e'..i end return t",
                        "0",
                        "" + random.nextInt(7_000));
            case 3 ->
                words(
                        "EVAL",
                        "local t={1} for i=1,tonumber(ARGV[1]) do t={t,i} end return t",
                        "0",
                        "" + random.nextInt(90));
            default -> words("EVAL", "local t={} for i=1,99 do t[i]={string.rep('y', 99*i),i} end return t", "0");
        };
    }

    private String key() {
        return chance(30) ? list() : chance(10) ? stream() : "k" + random.nextInt(3);
    }

    private String list() {
        return "l" + random.nextInt(3);
    }

    private String stream() {
        return "s" + random.nextInt(2);
    }

    /** Never one that the clock makes, which no two runs share. */
    private String nextId() {
        return (100 + ids++) + "-0";
    }

    private String sorted() {
        return "z" + random.nextInt(2);
    }

    private String channel() {
        return "c" + random.nextInt(3);
    }

    private String value() {
        return one(List.of(
                "1", "17", "", "value", "message", "subscribe", "+OK\r\n", "*3\r\n$7\r\nmessage\r\n", "\u00ff\u0000"));
    }

    private List<String> words(String... words) {
        String name = words[0];
        if (chance(10)) {
            name = name.toLowerCase(java.util.Locale.ROOT);
        } else if (chance(5) && !name.isEmpty()) {
            name = name.substring(0, 1) + name.substring(1).toLowerCase(java.util.Locale.ROOT);
        }
        return Stream.concat(Stream.of(name), Arrays.stream(words).skip(1)).toList();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    static byte[] encode(List<List<String>> commands) {
        Bytes all = new Bytes();
        for (List<String> words : commands) {
            byte[] command = Resp.command(words.stream()
                    .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                    .toList());
            all.append(command, 0, command.length);
        }
        return all.take();
    }
}
