package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.redisentra.core.auth.RedisCredential;

import static dev.redisentra.core.spi.session.Account.check;

/**
 * One life of a connection: a client, a server and timers that do at random what they may do, watched for what must never
 * be. The seed tells all: the same seed is the same history.
 */
final class SessionHistory extends ModelLine {
    private static final int ALL = Integer.MAX_VALUE;
    private static final int LONGEST_STEP = 2_000_000_000;
    /** So many steps are shorter than what a session waits for an answer. */
    private static final int MOST_STEPS_UNSERVED = 3;
    /** So much time as the session may take for its AUTH. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(70);
    /** What is to be noticed by heartbeats is noticed by then, even if each is late. */
    private static final Duration NOTICED = Duration.ofSeconds(90);

    /** What a history went through: a test must not pass because nothing happened. */
    enum Seen {
        REAUTHENTICATED,
        REAUTHENTICATED_SUBSCRIBER,
        REFUSED_LOGIN,
        SLICED,
        LET_GO,
        FOUND_DEAD,
        ENDED
    }

    private final ModelClient client = new ModelClient(random, this::login);
    private final boolean elementsAreRare = random.nextBoolean();
    private final Set<Seen> seen = EnumSet.noneOf(Seen.class);
    private int unserved;

    private SessionHistory(long seed, boolean tells) {
        super(seed, tells);
    }

    /** Lives it through and returns what was seen. Where something is wrong, it lives it once more, and tells. */
    static Set<Seen> live(long seed) {
        SessionHistory history = new SessionHistory(seed, false);
        try {
            history.live();
            return history.seen;
        } catch (RuntimeException | Error wrong) {
            SessionHistory again = new SessionHistory(seed, true);
            try {
                again.live();
            } catch (RuntimeException | Error same) {
                throw new AssertionError("history %d:%n%s%n%s".formatted(seed, again.told(), same), same);
            }
            throw new AssertionError("history %d is not the same again".formatted(seed), wrong);
        }
    }

    private void live() {
        logIn();
        for (int acts = 10 + random.nextInt(60); acts > 0 && !closed; acts--) {
            act();
        }
        if (!closed) {
            becomesWell();
        }
        end();
    }

    private void act() {
        switch (random.nextInt(26)) {
            case 0, 1, 2, 3, 4, 5, 6 -> asks();
            case 7, 8, 9 -> type(1 + random.nextInt(30));
            case 10, 11, 12 -> serves(1 + random.nextInt(60));
            case 13, 14, 15 -> pass(Duration.ofMillis(random.nextInt(6_000)));
            case 16 -> pass(life.dividedBy(2 + random.nextInt(10)));
            case 17, 18, 19 -> publish();
            case 20 -> redis.element();
            case 21 -> {
                if (redis.unblocked(now)) {
                    serves(ALL);
                }
            }
            case 22 -> redis.publishes();
            case 23 -> {
                RedisCredential current = source.published();
                refused =
                        refused == null && current != null ? current.password().reveal() : null;
                tell("the server refuses", refused == null ? "nothing" : refused);
            }
            case 24 -> {
                tell("too much", "a wake and a PING");
                wake();
                if (!closed) {
                    session.ping();
                    checkAll();
                }
            }
            default -> rareAct();
        }
    }

    private void rareAct() {
        switch (random.nextInt(8)) {
            case 0 -> ask(List.of(client.odd()));
            case 1 -> {
                tell("the source has", "nothing");
                source.runDry();
                duty.sourceIsEmpty();
            }
            case 2 -> {
                if (isQuiet()) {
                    breaks();
                }
            }
            case 3 -> {
                if (isQuiet() && duty.carried() != null) {
                    fallsSilent();
                }
            }
            case 4 -> {
                if (isAnswered() && isQuiet()) {
                    ask(List.of(client.logsInAsAnother()));
                    type(ALL);
                }
            }
            case 5 -> {
                if (isAnswered()) {
                    redis.moves();
                }
            }
            default -> pass(life);
        }
    }

    private void asks() {
        if (isAnswered()) {
            client.knows(redis.isInTransaction(), redis.isLimited());
        }
        if (duty.carried() == null && isAnswered() && isQuiet()) {
            logIn();
            return;
        }
        ask(client.next());
        if (random.nextInt(3) > 0) {
            type(random.nextInt(3) == 0 ? 1 + random.nextInt(40) : ALL);
        }
    }

    private void logIn() {
        ask(client.logsIn(redis.isLimited()));
        type(ALL); // as long as its credential is remembered
    }

    private List<String> login() {
        RedisCredential with = published.get(Math.max(0, published.size() - 1 - random.nextInt(3) / 2));
        return List.of(with.username(), with.password().reveal());
    }

    private void serves(int most) {
        unserved = 0;
        serve(most);
    }

    private void pass(Duration time) {
        tell("time passes", time);
        long end = now + time.toNanos();
        while (now < end && !closed) {
            advance(Math.min(end, now + 1 + random.nextInt(LONGEST_STEP)));
            type(ALL);
            if (random.nextInt(elementsAreRare ? 300 : 5) == 0) {
                redis.element();
            }
            if (++unserved > MOST_STEPS_UNSERVED || random.nextBoolean()) {
                serves(ALL);
            }
        }
    }

    /** The server sends what is no RESP. */
    private void breaks() {
        tell("the server", "breaks");
        mayDie = true;
        redis.says("what is no RESP\r\n");
        serves(ALL);
        account.nothingOwnFromNowOn();
        if (!closed) {
            seen.add(Seen.LET_GO);
            publish();
            pass(life);
            closed = true;
        }
    }

    /** The server says nothing any more. */
    private void fallsSilent() {
        tell("the server", "falls silent");
        mayDie = true;
        long end = now + NOTICED.toNanos();
        while (now < end && !closed) {
            advance(now + LONGEST_STEP / 2);
        }
        check(closed, "nobody noticed that the server was silent");
        seen.add(Seen.FOUND_DEAD);
    }

    /** Then each command is answered, and the connection carries what is newest. */
    private void becomesWell() {
        tell("all", "becomes well");
        refused = null;
        settle();
        for (int tries = 0; tries < 3 && !isQuiet(); tries++) {
            ask(client.finish());
            settle();
        }
        check(isAnswered(), "something is never answered");
        if (client.isOdd()) {
            return;
        }
        check(isQuiet(), "there is never a place for an AUTH");
        if (duty.carried() == null) {
            logIn();
            settle();
        }
        publish();
        pass(LONG_ENOUGH);
        settle();
        check(duty.isDone(), "in the end, the connection does not carry what is newest");
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            type(ALL);
            serves(ALL);
            redis.element();
            serves(ALL);
            pass(Duration.ofSeconds(6));
            serves(ALL);
            if (isAnswered()) {
                client.knows(redis.isInTransaction(), redis.isLimited());
            }
        }
    }

    /** After it, a session does nothing, whatever is called. */
    private void end() {
        tell("the connection", "ends");
        closed = true;
        session.closed();
        byte[] more = Resp.bytes("+OK\r\n");
        session.sent(more, 0, more.length);
        session.received(more, 0, more.length);
        session.wake();
        session.ping();
        publish();
        session.closed();
        check(!source.hasListeners(), "the source still has a listener");
        seen.add(Seen.ENDED);
        if (account.hasSliced()) {
            seen.add(Seen.SLICED);
        }
        if (account.hasRefused()) {
            seen.add(Seen.REFUSED_LOGIN);
        }
    }

    @Override
    boolean isQuiet() {
        return super.isQuiet() && !client.isSilenced() && !client.isPrefixed() && !client.isOdd();
    }

    @Override
    void sent(List<String> command) {
        super.sent(command);
        switch (command.get(0)) {
            case "AUTH" -> seen.add(Seen.REAUTHENTICATED);
            case "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE" -> seen.add(Seen.REAUTHENTICATED_SUBSCRIBER);
            default -> {}
        }
    }
}
