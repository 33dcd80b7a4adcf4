package dev.redisentra.core.spi.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;

import static dev.redisentra.core.spi.session.Account.check;

/**
 * A session between a client and a {@link ModelRedis}: bytes in pieces, timers that are late or a little early, and a look
 * after each call at what must be.
 */
class ModelLine implements Wire {
    private static final long SECOND = 1_000_000_000;
    /** So late is a timer at most. */
    private static final long LATE = SECOND;
    /** And so early. */
    private static final int EARLY = 9_000_000;

    final Random random;
    final Duration life;
    final Account account = new Account();
    final ModelRedis redis;
    final AuthDuty duty = new AuthDuty(LATE);
    final StringBuilder typed = new StringBuilder();
    final LineSource source = new LineSource(this::reported);
    final List<RedisCredential> published = new ArrayList<>();

    /** The password that the server refuses at the moment. */
    @Nullable
    String refused;

    final Session session;
    long now;
    boolean closed;
    /** Whether it may be by the session. */
    boolean mayDie;

    private final PriorityQueue<Long> wakes = new PriorityQueue<>();
    private final List<String> told = new ArrayList<>();
    private final boolean tells;
    private int accepted;
    private int rejected;
    private boolean unflushed;

    ModelLine(long seed, boolean tells) {
        this.tells = tells;
        random = new Random(seed);
        life = Duration.ofSeconds(random.nextInt(8) == 0 ? 3_600 : 20 * (1 + random.nextInt(10)));
        redis = new ModelRedis(random, account, password -> !password.equals(refused));
        publish();
        session = new Sessions(
                        "lettuce",
                        source,
                        () -> Instant.EPOCH.plusNanos(now),
                        () -> now,
                        Duration.ofSeconds(60),
                        new Adoption(),
                        random::nextDouble)
                .open(this);
    }

    /** Whether all that was asked for is answered. */
    boolean isAnswered() {
        return typed.isEmpty() && account.asked().isEmpty() && !account.isRefused() && redis.isIdle();
    }

    /** Whether there is a place for an AUTH, beyond doubt. */
    boolean isQuiet() {
        return typed.isEmpty()
                && account.asksForPlain()
                && !account.isRefused()
                && !account.hasLetGo()
                && redis.isQuiet();
    }

    // The client

    void ask(List<List<String>> commands) {
        for (List<String> command : commands) {
            tell("client", command);
            account.asks(command);
            typed.append(
                    command.get(0).endsWith("\n")
                            ? command.get(0)
                            : Resp.raw(Resp.command(command.toArray(String[]::new))));
        }
    }

    /** So many bytes at most leave the client, in pieces. */
    void type(int most) {
        int left = Math.min(most, typed.length());
        while (left > 0 && !closed) {
            int length = random.nextBoolean() ? left : 1 + random.nextInt(left);
            byte[] bytes = Resp.raw(typed.substring(0, length));
            typed.delete(0, length);
            left -= length;
            int unread = (int) Math.min(session.sendsUnread(), random.nextInt(length + 1));
            if (unread > 0) {
                toServer(bytes, 0, unread);
                session.sentUnread(unread);
            }
            if (unread < length) {
                session.sent(bytes, unread, length);
            }
            unflushed = false; // the client's own flush
            checkAll();
        }
    }

    // The server

    /** Obeys, and sends so many bytes at most, in pieces. */
    void serve(int most) {
        int left = most;
        while (left > 0 && !closed) {
            if (redis.isWaitedFor()) {
                redis.element();
            }
            redis.run(now);
            String part = redis.sends(random.nextBoolean() ? left : 1 + random.nextInt(Math.min(left, 100)));
            if (part.isEmpty()) {
                return;
            }
            left -= part.length();
            tell("server", part);
            byte[] bytes = Resp.raw(part);
            int unread = (int) Math.min(session.receivesUnread(), random.nextInt(bytes.length + 1));
            learn();
            if (unread > 0) {
                toClient(bytes, 0, unread);
                session.receivedUnread(unread);
            }
            if (unread < bytes.length) {
                session.received(bytes, unread, bytes.length);
            }
            checkAll();
        }
    }

    private void learn() {
        for (ModelRedis.Event event = redis.learnt(); event != null; event = redis.learnt()) {
            switch (event.kind()) {
                case OWN_AUTH_ACCEPTED -> {
                    accepted++;
                    duty.accepted(find(event.password()), now);
                }
                case OWN_AUTH_REFUSED -> {
                    rejected++;
                    duty.refused(now);
                }
                case LOGGED_IN -> duty.loggedIn(find(event.password()), now);
                case RESET -> duty.loggedIn(null, now);
            }
        }
    }

    private @Nullable RedisCredential find(String password) {
        return published.stream()
                .filter(credential -> credential.password().reveal().equals(password))
                .findFirst()
                .orElse(null);
    }

    void publish() {
        boolean isKey = random.nextInt(10) == 0;
        RedisCredential next = new RedisCredential(
                isKey ? "default" : Line.OID,
                Secret.of("secret-" + published.size()),
                isKey ? CredentialKind.ACCESS_KEY : CredentialKind.ENTRA,
                isKey ? null : Instant.EPOCH.plusNanos(now).plus(life));
        published.add(next);
        tell("published", next.password().reveal());
        duty.published(next, now);
        source.publish(next);
    }

    // Time

    void advance(long to) {
        for (Long next = wakes.peek(); next != null && next <= to && !closed; next = wakes.peek()) {
            now = Math.max(now, next);
            wakes.remove();
            wake();
        }
        now = to;
    }

    void wake() {
        session.wake();
        checkAll();
    }

    /** What must be after each call of the session. */
    void checkAll() {
        if (!closed) {
            check(!unflushed, "what the session wrote is not flushed");
            check(accepted == 0, "an accepted AUTH is not reported");
            check(rejected == 0, "a refused AUTH is not reported");
            check(!isQuiet() || !duty.isOwed(now), "an AUTH is forgotten");
            check(!isAnswered() || account.hasRead(), "something is kept from the client");
        }
    }

    void tell(String what, Object particulars) {
        if (tells) {
            told.add("%.3f s: %s: %s".formatted(now / 1e9, what, Account.shortened(particulars.toString())));
        }
    }

    String told() {
        return String.join("\n", told);
    }

    // What the session asks for

    @Override
    public void toServer(byte[] bytes, int from, int to) {
        check(!closed, "written after the end");
        unflushed = true;
        redis.takes(bytes, from, to, now).forEach(this::sent);
    }

    /** The session passes this on, or sends it by itself. */
    void sent(List<String> command) {
        tell("sent", command);
        check(!account.goesOnToBlock(command) || !duty.isOwed(now), "an AUTH is forgotten between two slices");
        if (command.get(0).equals("AUTH") && !account.isInsteadOfHello(command)) {
            duty.sent(now);
        }
    }

    @Override
    public void toClient(byte[] bytes, int from, int to) {
        check(!closed, "read after the end");
        account.reads(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    @Override
    public boolean takesMore() {
        boolean takes = random.nextInt(20) > 0;
        if (!takes) {
            duty.putOff(now);
        }
        return takes;
    }

    @Override
    public void flush() {
        check(!closed, "flushed after the end");
        unflushed = false;
    }

    @Override
    public void wakeAfter(Duration delay) {
        check(!closed, "a wake is asked for after the end");
        long inaccuracy = switch (random.nextInt(8)) {
            case 0 -> random.nextInt((int) LATE);
            case 1 -> delay.toNanos() > EARLY ? -random.nextInt(EARLY) : 0;
            default -> 0;
        };
        wakes.add(now + delay.toNanos() + inaccuracy);
    }

    @Override
    public void close() {
        check(mayDie, "the connection is closed although nothing is wrong with it");
        check(!closed, "closed twice");
        closed = true;
    }

    private void reported(AuthEvent.OfConnection event) {
        tell("reported", event);
        if (event instanceof AuthEvent.Reauthenticated) {
            accepted--;
        } else if (event instanceof AuthEvent.ReauthenticationFailed) {
            rejected--;
        }
    }
}
