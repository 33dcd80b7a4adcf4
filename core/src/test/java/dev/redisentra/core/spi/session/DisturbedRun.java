package dev.redisentra.core.spi.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;

/**
 * The same with a session in between, which is given reasons to send something of its own whenever chance has it: renewed
 * tokens, good ones and refused ones, and time that passes. All bytes come and go in pieces.
 */
final class DisturbedRun extends Run implements Wire {
    private static final Duration LIFE = Duration.ofHours(10);

    private final Bytes out = new Bytes();
    private final String user;
    private final Session session;
    private Random random = new Random(0);
    private Instant now = Instant.EPOCH;
    private boolean closedByItself;
    private boolean undisturbed;
    private int unanswered;
    final List<AuthEvent.OfConnection> reports = new ArrayList<>();
    private final LineSource source = new LineSource(reports::add);

    DisturbedRun(RealRedis redis, Script script) throws IOException {
        super(redis);
        user = script.user();
        Sessions sessions = new Sessions(
                "lettuce",
                source,
                () -> now,
                () -> Duration.between(Instant.EPOCH, now).toNanos(),
                Duration.ofHours(1));
        source.publish(token("token-0"));
        sessions.credential();
        for (int token = 1; token < Script.TOKENS; token++) {
            source.publish(token("token-" + token));
            sessions.credential();
        }
        session = sessions.open(this);
    }

    private RedisCredential token(String secret) {
        return new RedisCredential(user, Secret.of(secret), CredentialKind.ENTRA, now.plus(LIFE));
    }

    @Override
    void begins(Script.Step step) throws IOException {
        random = new Random(step.seed());
        if (chance(40)) {
            disturb();
            if (step.kind() != Script.Step.Kind.CLIENT || chance(50)) {
                settle();
            }
        } else if (step.kind() != Script.Step.Kind.CLIENT && chance(20)) {
            endSlice();
        }
    }

    @Override
    void send(byte[] bytes) throws IOException {
        int longest = chance(50) ? bytes.length : chance(50) ? 1 + random.nextInt(8) : 1 + random.nextInt(200);
        longest = Math.max(longest, bytes.length / 50);
        int at = 0;
        while (at < bytes.length && !isEnded()) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
            if (session.sendsUnread() > 0 && chance(50)) {
                to = at + (int) Math.min(to - at, session.sendsUnread());
                toServer(bytes, at, to);
                session.sentUnread(to - at);
            } else {
                session.sent(bytes, at, to);
            }
            at = to;
            if (chance(60)) {
                write();
            }
            if (chance(10)) {
                drain();
            }
            if (chance(bytes.length > 300 ? 3 : 10)) {
                disturb();
            }
        }
        write();
    }

    /** The server closes the connection at junk: what it has not read by then takes the client's answers with it. */
    @Override
    void sendAtOnce(byte[] bytes) {
        session.sent(bytes, 0, bytes.length);
        write();
    }

    private void disturb() {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> renew(token("token-" + random.nextInt(Script.TOKENS)));
            case 3 -> renew(token("refused"));
            case 4 -> pass(Heartbeat.INTERVAL);
            case 5 -> {
                pass(Heartbeat.INTERVAL);
                pass(Heartbeat.INTERVAL);
                pass(Heartbeat.INTERVAL);
            }
            case 6 -> wake();
            default -> pass(Duration.ofMinutes(1));
        }
        write();
    }

    private void renew(RedisCredential next) {
        source.publish(next);
        wake();
        pass(Duration.ofMinutes(1));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        wake();
    }

    /** More often, and it would take the server for dead, which has had no time to answer. */
    private void wake() {
        unanswered = session.isAnswered() ? 0 : unanswered + 1;
        if (unanswered <= 1) {
            session.wake();
        }
    }

    /** The server ends what blocks, and it is time for that. */
    private void endSlice() throws IOException {
        if (session.isBetweenSlices()) {
            pass(Duration.ofMinutes(4).plusSeconds(1));
            write();
            redis.call("CLIENT", "UNBLOCK", id());
            settle();
        }
    }

    /** What comes when a slice is over by the session's clock is taken for its end. */
    @Override
    void unblocks() throws IOException {
        undisturbed = true;
        if (session.isBetweenSlices() && session.isSliceOver()) {
            redis.call("CLIENT", "UNBLOCK", id());
            settle();
        }
        super.unblocks();
        settle();
        undisturbed = false;
    }

    @Override
    void timesOut() throws IOException {
        for (int i = 0; i < 100 && session.isBetweenSlices(); i++) {
            if (i == 30) { // without end
                break;
            }
            endSlice();
        }
        unblocks();
    }

    @Override
    void received(byte[] bytes, int length) {
        unanswered = 0;
        int longest = length > 5_000 || chance(50) ? length : 1 + random.nextInt(12);
        int at = 0;
        while (at < length) {
            int to = Math.min(length, at + 1 + random.nextInt(longest));
            if (session.receivesUnread() > 0 && chance(50)) {
                to = at + (int) Math.min(to - at, session.receivesUnread());
                toClient(bytes, at, to);
                session.receivedUnread(to - at);
            } else {
                session.received(bytes, at, to);
            }
            at = to;
            if (!undisturbed && chance(2)) {
                disturb();
            }
        }
        write();
    }

    private void write() {
        if (!isEnded() && !out.isEmpty()) {
            write(out.array(), out.length());
            out.clear();
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @Override
    public void toServer(byte[] bytes, int from, int to) {
        out.append(bytes, from, to);
    }

    @Override
    public boolean takesMore() {
        return !chance(3);
    }

    @Override
    public void flush() {}

    @Override
    public void wakeAfter(Duration delay) {}

    @Override
    public void close() {
        if (!closedByItself) {
            closedByItself = true;
            super.close();
        }
    }
}
