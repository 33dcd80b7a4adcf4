package dev.redisentra.core.spi.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client cannot tell whether a session is in between: random scripts run twice against a real redis-server, and what the
 * client reads is the same, byte for byte, and what the server has done is the same, too.
 *
 * <p>One script alone: {@code -Dtest=DifferentialTest -Dsession.first=SEED -Dsession.scripts=1}.
 */
class DifferentialTest {
    private static final long FIRST = Long.getLong("session.first", 0);
    private static final long SCRIPTS = Long.getLong("session.scripts", 2_000);

    @Test
    void aClientCannotTellWhetherThereIsASession() throws Exception {
        int servers = Runtime.getRuntime().availableProcessors();
        AtomicLong next = new AtomicLong(FIRST);
        ExecutorService threads = Executors.newFixedThreadPool(servers);
        Map<String, Integer> seen = new TreeMap<>();
        List<RealRedis> redis = new ArrayList<>();
        try {
            List<Callable<Map<String, Integer>>> workers = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                RealRedis its = new RealRedis();
                redis.add(its);
                workers.add(() -> work(its, next));
            }
            for (Future<Map<String, Integer>> worker : threads.invokeAll(workers)) {
                worker.get().forEach((what, times) -> seen.merge(what, times, Integer::sum));
            }
        } finally {
            threads.shutdownNow();
            redis.forEach(RealRedis::close);
        }
        if (SCRIPTS >= 2_000) { // else a session could do nothing at all, and nobody would notice
            assertThat(seen.get("Reauthenticated")).isGreaterThan((int) SCRIPTS);
            assertThat(seen.get("ReauthenticationFailed")).isGreaterThan((int) SCRIPTS / 3);
        }
    }

    private static Map<String, Integer> work(RealRedis redis, AtomicLong next) throws IOException {
        Map<String, Integer> seen = new TreeMap<>();
        createUsers(redis);
        for (long seed = next.getAndIncrement(); seed < FIRST + SCRIPTS; seed = next.getAndIncrement()) {
            Script script = new Script(seed);
            if (losesAPermission(script)) {
                continue;
            }
            String difference = difference(redis, script, seen);
            if (difference != null) {
                next.set(FIRST + SCRIPTS);
                Script shrunk = shrink(redis, script);
                String told = difference(redis, shrunk, new TreeMap<>());
                throw new AssertionError("Seed %d, user %s:%n%s%n%s"
                        .formatted(
                                seed,
                                shrunk.user(),
                                shrunk.steps().stream().map(Object::toString).collect(Collectors.joining("\n")),
                                told == null ? "(only as a whole) " + difference : told));
            }
        }
        return seen;
    }

    private static void createUsers(RealRedis redis) {
        for (String user : Script.USERS) {
            List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user, "on", "~*", "&*", "+@all"));
            for (int token = 0; token < Script.TOKENS; token++) {
                words.add(">token-" + token);
            }
            switch (user) {
                case "no-multi" -> words.add("-multi");
                case "no-look" -> words.add("-xrevrange");
                case "no-subscribe" -> words.addAll(List.of("-subscribe", "-psubscribe"));
                case "no-client" -> words.add("-client");
                case "no-discard" -> words.add("-discard");
                default -> {}
            }
            redis.call(words.toArray(String[]::new));
        }
        redis.call("ACL", "SETUSER", "bob", "on", "~*", "&*", "+@all", ">secret");
    }

    /** Null where there is none. */
    private static @Nullable String difference(RealRedis redis, Script script, Map<String, Integer> counts)
            throws IOException {
        List<String> expected;
        try (Run run = new Run(redis)) {
            expected = run.play(script);
        } catch (AssertionError e) {
            return "without: " + e;
        }
        List<String> seen;
        List<?> reports;
        try (DisturbedRun run = new DisturbedRun(redis, script)) {
            seen = run.play(script);
            reports = run.reports;
            run.reports.forEach(report -> counts.merge(report.getClass().getSimpleName(), 1, Integer::sum));
        } catch (AssertionError | RuntimeException e) {
            return "threw " + e + " at "
                    + List.of(e.getStackTrace()).stream().limit(5).toList();
        }
        for (int i = 0; i < expected.size(); i++) {
            String with = i < seen.size() ? seen.get(i) : "(it has ended)";
            if (!with.equals(expected.get(i))) {
                return "step %d%nwithout: %s%nwith:    %s%n%s".formatted(i, told(expected.get(i)), told(with), reports);
            }
        }
        return null;
    }

    /**
     * In RESP2 a subscriber leaves its channels for an AUTH. One that subscribed as another user, and may not do so as the
     * one that it logged in as later, cannot return: its connection is closed, which SessionTest has.
     */
    private static boolean losesAPermission(Script script) {
        return script.user().equals("no-subscribe") && script.steps().toString().contains("bob");
    }

    private static String told(String bytes) {
        String text = bytes.replace("\r\n", "\\");
        return text.length() > 2_000 ? text.substring(0, 1_000) + ".." + text.substring(text.length() - 1_000) : text;
    }

    /** As few steps and commands as make a difference. */
    private static Script shrink(RealRedis redis, Script failed) throws IOException {
        Script smallest = failed;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Script candidate : smallest.smaller()) {
                if (difference(redis, candidate, new TreeMap<>()) != null) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }
}
