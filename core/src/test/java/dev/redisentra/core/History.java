package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.AuthStatus.State;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One life of a source under an identity, a clock and listeners that misbehave at random, watched for what must never
 * be. The seed tells all: the same seed is the same history.
 */
final class History {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final double SHORTEST_TOKEN = 5;
    private static final double LONGEST_TOKEN = 28 * 3600;
    private static final long NEVER = Long.MAX_VALUE;

    /** How the identity behaves for a while. */
    enum Weather {
        /** Answers soon, with a token that is worth having. */
        GOOD,
        /** Throws, sooner or later. */
        FAILING,
        /** Answers never, or after the deadline. */
        HANGING,
        /** Gives what it gave before, as a platform's cache does, even expired. */
        UNCHANGED,
        /** Gives expired tokens, short-lived ones and strangers'. */
        ODD,
        /** Requests do not even start. */
        REFUSING,
        /** Any of these. */
        MIXED
    }

    /** What a history went through: a test must not pass because nothing happened. */
    enum Seen {
        RENEWED,
        FELL_BACK,
        KEY_CHANGED,
        KEY_REFUSED,
        FAILED,
        AT_RISK,
        EXPIRED,
        ABANDONED,
        LATE_ANSWER,
        ABANDONED_ANSWER,
        TOKEN_REFUSED,
        UNCHANGED,
        CLOCK_JUMP,
        CLOSED_BY_A_LISTENER,
        CLOSED_AT_A_READING,
        CLOSED_IN_A_REQUEST,
        CLOSED_AT_A_MOMENT,
        FOUND_FRESH
    }

    private final long seed;
    private final SplittableRandom random;
    private final VirtualTimeline time = new VirtualTimeline();
    private final RenewalPolicy policy;
    private final RenewingCredentialSource source;
    private final Map<Seen, Integer> seen = new EnumMap<>(Seen.class);

    private final double tokenSeconds;
    private final Duration length;
    private final Duration goodLatency;
    private final boolean cachesLikeAzureIdentity;
    private final boolean clockJumps;

    private Weather weather = Weather.GOOD;
    /** From when on the source has to be fresh, in elapsed nanoseconds. */
    private long demandFrom = NEVER;

    private long lastJump = -HEARTBEAT.toNanos();
    /** How far the wall clock is ahead of the issuer's. */
    private Duration offset = Duration.ZERO;

    private int tokens;
    private @Nullable RedisCredential cached;
    private Instant cachedUntil = Instant.MIN;

    /** Requests that have been neither answered nor abandoned; the last is the only one in time. */
    private final List<Call> underWay = new ArrayList<>();

    private boolean keyInFlight;
    private long lastKeyRequest = Long.MIN_VALUE / 2;
    private final Set<Secret> deliveredKeys = new HashSet<>();
    private long lastEnd = Long.MIN_VALUE / 2;
    private final Set<RedisCredential> delivered = new HashSet<>();
    private @Nullable RedisCredential served;
    private @Nullable RedisCredential lastToken;
    private final Set<RedisCredential> refused = new HashSet<>();
    private long servedUntil = NEVER;
    private long requests;
    private boolean closed;
    private boolean fallingBack;
    private Duration leftWhenLost = Duration.ZERO;
    private boolean foundNone;
    private Runnable atRequest = () -> {};
    private Weather asked = Weather.GOOD;
    private @Nullable String violation;

    History(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        policy = random.nextInt(4) > 0 ? RenewalPolicy.AZURE : anotherPolicy();
        tokenSeconds = between(SHORTEST_TOKEN, LONGEST_TOKEN);
        length = Durations.min(LONGEST, seconds(tokenSeconds * between(2, 60)));
        double soon = Math.min(policy.requestDeadline().toMillis() / 2000.0, tokenSeconds / 25);
        goodLatency = seconds(random.nextDouble() * soon);
        cachesLikeAzureIdentity = random.nextBoolean();
        clockJumps = random.nextBoolean();
        Fallback fallback = random.nextInt(3) == 0 ? new Fallback(keys(), seconds(between(0.1, 600))) : null;
        source = new RenewingCredentialSource(
                new Identity(),
                policy,
                fallback,
                time,
                this::start,
                this::startKey,
                Runnable::run,
                random.split()::nextDouble);
    }

    private AccessKeyStrategy keys() {
        return random.nextBoolean()
                ? new AccessKeyStrategy(Secret.of("key"))
                : AccessKeyStrategy.of(this::key, random.nextBoolean() ? this::key : null);
    }

    private RenewalPolicy anotherPolicy() {
        Duration smallest = seconds(between(0.1, 5));
        Duration deadline = seconds(between(1, 60));
        Duration cap = smallest.multipliedBy(random.nextInt(1, 100));
        double jitter = random.nextDouble() * 0.25;
        return new RenewalPolicy() {
            @Override
            public Duration requestDeadline() {
                return deadline;
            }

            @Override
            public Duration smallestInterval() {
                return smallest;
            }

            @Override
            public Duration backOffCap() {
                return cap;
            }

            @Override
            public double jitter() {
                return jitter;
            }
        };
    }

    /** Lives it through and returns what was seen. */
    Map<Seen, Integer> live() {
        try {
            time.beforeMoving(this::checkNothingExpiredIsServed);
            source.listen(event -> maybeThrow());
            planTheEnd();
            source.listen(this::hear);
            source.start();
            change();
            time.pass(length);
            if (!closed) {
                probe();
                close(Seen.CLOSED_AT_A_MOMENT);
            }
            checkClosed();
            time.pass(Duration.ofDays(2));
            checkClosed();
            check(time.tasks() < allowedTasks(), "it spins");
        } catch (RuntimeException | Error e) {
            throw new AssertionError("history %d fell apart".formatted(seed), e);
        }
        if (violation != null) {
            throw new AssertionError("history %d: %s".formatted(seed, violation));
        }
        return seen;
    }

    // The world

    /** Changes the weather, again and again, and now and then the clock. */
    private void change() {
        if (closed) {
            return;
        }
        probe();
        if (clockJumps && random.nextInt(3) == 0) {
            jump();
        }
        // As often good as bad, or nothing would ever be demanded.
        weather = random.nextBoolean() ? Weather.GOOD : pick(Weather.values());
        demand();
        double period = length.toSeconds() * (weather == Weather.GOOD ? between(0.01, 0.3) : between(0.001, 0.05));
        time.inTheWorld(seconds(Math.max(1, period)), this::change);
    }

    private void jump() {
        note(Seen.CLOCK_JUMP);
        Duration by = seconds(between(0.01, tokenSeconds * 3));
        switch (random.nextInt(4)) {
            case 0 -> time.setClock(by); // the machine sleeps: the issuer's clock goes on, too
            case 1 -> setOffset(by);
            case 2 -> setOffset(by.negated());
            default -> setOffset(Duration.ZERO);
        }
        lastJump = time.elapsed();
        if (served != null) {
            servedUntil = elapsedAt(served.expiresAt());
        }
    }

    private void setOffset(Duration ahead) {
        time.setClock(ahead.minus(offset));
        offset = ahead;
    }

    /**
     * From when on the source has to be fresh, if the identity gives it what it takes: a request under way may still
     * hang, a pause follows, and a clock that jumped is noticed at the next look.
     */
    private void demand() {
        double shortestLife = tokenSeconds - offset.toMillis() / 1000.0;
        // A clock that is ahead takes from each life; the rest of a long one is at risk from 3 minutes on.
        boolean mayLookLongLived =
                clockJumps || tokenSeconds * 1.5 > policy.lead().toSeconds();
        boolean canBeFresh = weather == Weather.GOOD
                && (!mayLookLongLived
                        || shortestLife > 1.3 * policy.riskMargin().toSeconds())
                && shortestLife > 4.0 * policy.smallestInterval().toMillis() / 1000
                && shortestLife > 20.0 * goodLatency.toMillis() / 1000;
        // An unchanged token is asked for after a tenth of what is left, a little over three minutes at most.
        Duration pause = Durations.max(policy.backOffCap(), policy.riskMargin().dividedBy(9));
        Duration grace = policy.requestDeadline().plus(pause).plus(goodLatency.multipliedBy(2));
        demandFrom = canBeFresh ? time.elapsed() + (clockJumps ? grace.plus(HEARTBEAT) : grace).toNanos() : NEVER;
    }

    private void planTheEnd() {
        int n = random.nextInt(300);
        switch (random.nextInt(8)) {
            case 0 -> time.onReading(countDown(n * 5, Seen.CLOSED_AT_A_READING));
            case 1 -> {
                Runnable countDown = countDown(n / 5, Seen.CLOSED_BY_A_LISTENER);
                source.listen(event -> countDown.run());
            }
            case 2 -> atRequest = countDown(n / 10, Seen.CLOSED_IN_A_REQUEST);
            case 3 ->
                time.inTheWorld(
                        seconds(random.nextDouble() * length.toSeconds()), () -> close(Seen.CLOSED_AT_A_MOMENT));
            default -> {} // lives to the end
        }
    }

    private Runnable countDown(int from, Seen how) {
        int[] left = {from};
        return () -> {
            if (left[0]-- == 0) {
                close(how);
            }
        };
    }

    private void close(Seen how) {
        if (!closed) {
            note(how);
            closed = true;
            served = null;
            source.close();
        }
    }

    private void maybeThrow() {
        switch (random.nextInt(4)) {
            case 0 -> throw new IllegalStateException("a listener's");
            case 1 -> throw new AssertionError("a listener's");
            default -> {}
        }
    }

    // The identity

    /** A request under way. */
    private final class Call implements Runnable {
        private final long began = time.elapsed();
        private boolean over;

        private boolean isInTime() {
            return time.elapsed() - began < policy.requestDeadline().toNanos();
        }

        @Override
        public void run() {
            note(Seen.ABANDONED);
            end(this);
        }
    }

    private void end(Call call) {
        if (underWay.remove(call) && call.isInTime()) {
            lastEnd = time.elapsed();
        }
        call.over = true;
    }

    private boolean isOneInTime() {
        return underWay.stream().anyMatch(Call::isInTime);
    }

    private Runnable start(Supplier<RedisCredential> obtain, Requests.Answer answer) {
        check(!closed, "a request after closing");
        check(!isOneInTime(), "two requests in time");
        check(underWay.size() < 4, "too many requests under way");
        for (Call overdue : underWay) {
            lastEnd = Math.max(lastEnd, overdue.began + policy.requestDeadline().toNanos());
        }
        check(time.elapsed() - lastEnd >= policy.smallestInterval().toNanos(), "a request too soon after the last");
        requests++;
        Weather now = weather == Weather.MIXED ? pick(Weather.values()) : weather;
        if (now == Weather.REFUSING) {
            lastEnd = time.elapsed();
            throw new OutOfMemoryError("unable to create native thread");
        }
        Call call = new Call();
        underWay.add(call);
        atRequest.run();
        time.inTheWorld(latency(now), () -> {
            // Told even after it was abandoned, as may happen when the two cross.
            if (!call.isInTime()) {
                note(call.over ? Seen.ABANDONED_ANSWER : Seen.LATE_ANSWER);
            }
            RedisCredential credential = null;
            Throwable failure = null;
            try {
                asked = now;
                credential = obtain.get();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            if (!call.over && credential != null) {
                delivered.add(credential);
            }
            end(call);
            answer.of(credential, failure);
        });
        return call;
    }

    /** Keys may be slow to come, fail, hang and change. */
    private Runnable startKey(Supplier<RedisCredential> obtain, Requests.Answer answer) {
        check(!closed, "a key asked for after closing");
        check(
                time.elapsed() - lastKeyRequest >= policy.requestDeadline().toNanos() || !keyInFlight,
                "two requests for a key in time");
        lastKeyRequest = time.elapsed();
        requests++;
        keyInFlight = true;
        boolean[] over = {false};
        double latency = random.nextInt(5) == 0 ? 3 : random.nextDouble();
        time.inTheWorld(seconds(latency * policy.requestDeadline().toSeconds()), () -> {
            if (!over[0]) {
                keyInFlight = false;
            }
            RedisCredential credential = null;
            Throwable failure = null;
            try {
                credential = obtain.get();
            } catch (RuntimeException e) {
                failure = e;
            }
            answer.of(credential, failure);
        });
        return () -> {
            over[0] = true;
            keyInFlight = false;
        };
    }

    private Secret key() {
        if (random.nextInt(4) == 0) {
            throw new IllegalStateException("the key's");
        }
        Secret key = Secret.of("key-" + random.nextInt(3));
        deliveredKeys.add(key);
        return key;
    }

    /** Now and then the server refuses a credential, and tells so again and again. */
    private void maybeRefuse(RedisCredential credential) {
        boolean isKey = credential.kind() == CredentialKind.ACCESS_KEY;
        if (random.nextInt(isKey ? 3 : 20) == 0) {
            note(isKey ? Seen.KEY_REFUSED : Seen.TOKEN_REFUSED);
            for (int connections = random.nextInt(20); connections > 0; connections--) {
                time.inTheWorld(seconds(random.nextDouble() * 60), () -> {
                    refused.add(credential);
                    source.report(
                            new AuthEvent.LoginRefused("a client", credential, new IllegalStateException("WRONGPASS")));
                });
            }
        }
    }

    private Duration latency(Weather now) {
        Duration deadline = policy.requestDeadline();
        return switch (now) {
            case GOOD -> goodLatency;
            case HANGING -> deadline.multipliedBy(random.nextInt(1, 30));
            default -> seconds(random.nextDouble() * deadline.toSeconds() * 1.1);
        };
    }

    private final class Identity implements AuthStrategy {
        @Override
        public CredentialKind kind() {
            return CredentialKind.ENTRA;
        }

        @Override
        public RedisCredential obtain() {
            return switch (asked) {
                case GOOD, HANGING -> token();
                case UNCHANGED -> {
                    RedisCredential before = cached;
                    note(Seen.UNCHANGED);
                    yield before == null ? token() : before;
                }
                case ODD -> oddToken();
                default -> throw failure();
            };
        }
    }

    private static final List<Supplier<Throwable>> FAILURES = List.of(
            () -> new IllegalStateException("the identity's"),
            () -> new NoClassDefFoundError("the identity's"),
            () -> Life.failure(AuthException.Kind.NO_IDENTITY),
            () -> Life.failure(AuthException.Kind.IDENTITY_UNAVAILABLE));

    private RuntimeException failure() {
        Throwable failure = FAILURES.get(random.nextInt(FAILURES.size())).get();
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    private RedisCredential token() {
        Instant now = time.wallClock();
        RedisCredential before = cached;
        if (cachesLikeAzureIdentity && before != null && now.isBefore(cachedUntil)) {
            return before;
        }
        Duration life = seconds(tokenSeconds * (1 + random.nextDouble() / 2));
        Duration perceived = life.minus(offset);
        RedisCredential token = Life.credential(Life.PRINCIPAL, ++tokens, now.plus(perceived));
        cached = token;
        cachedUntil = perceived.compareTo(Duration.ofHours(2)) > 0
                ? now.plus(perceived.dividedBy(2))
                : now.plus(perceived).minusSeconds(300);
        return token;
    }

    private RedisCredential oddToken() {
        Instant now = time.wallClock();
        Duration some = seconds(between(0.001, tokenSeconds));
        return switch (random.nextInt(3)) {
            case 0 -> Life.credential(Life.PRINCIPAL, ++tokens, now.minus(some));
            case 1 -> Life.credential(Life.PRINCIPAL, ++tokens, now.plus(some));
            default ->
                !seen.containsKey(Seen.RENEWED) ? token() : Life.credential("a-stranger", ++tokens, now.plus(some));
        };
    }

    // The watch

    private void hear(AuthEvent event) {
        if (event instanceof AuthEvent.Closed) {
            check(closed, "told that it was closed, which it was not");
            return;
        }
        check(!closed, "told after closing");
        Instant now = time.wallClock();
        if (event instanceof AuthEvent.Renewed renewed) {
            RedisCredential credential = renewed.credential();
            check(source.current().equals(credential), "told before it was published");
            if (credential.kind() == CredentialKind.ACCESS_KEY) {
                boolean another =
                        served != null && served.kind() == CredentialKind.ACCESS_KEY && !served.equals(credential);
                check(fallingBack || another, "a key without a fall-back");
                check(deliveredKeys.isEmpty() || deliveredKeys.contains(credential.password()), "a key nobody gave");
                if (!fallingBack) {
                    note(Seen.KEY_CHANGED);
                }
                maybeRefuse(credential);
            } else {
                note(Seen.RENEWED);
                checkToken(credential, now);
                lastToken = credential;
                maybeRefuse(credential);
            }
            fallingBack = false;
            served = credential;
            servedUntil = elapsedAt(credential.expiresAt());
        } else if (event instanceof AuthEvent.FellBack fellBack) {
            note(Seen.FELL_BACK);
            fallingBack = true;
            AuthException cause = fellBack.cause();
            check(time.elapsed() < demandFrom, "fell back, although the identity answers well");
            check(
                    cause == null || cause.kind() != AuthException.Kind.WRONG_PRINCIPAL,
                    "a mistake is bridged, not shown");
            check(
                    served == null || cause != null || isOneInTime(),
                    "fell back from a good token, although the identity answers");
        } else if (event instanceof AuthEvent.RenewalFailed failed) {
            note(Seen.FAILED);
            check(failed.nextAttempt().isAfter(now), "the next attempt lies in the past");
            checkCurrent();
        } else if (event instanceof AuthEvent.AtRisk) {
            note(Seen.AT_RISK);
            leftWhenLost = leftOfLastToken();
            check(time.elapsed() < demandFrom, "at risk, although the identity answers well");
            checkCurrent();
        } else if (event instanceof AuthEvent.Expired expired) {
            note(Seen.EXPIRED);
            leftWhenLost = leftOfLastToken();
            check(time.elapsed() < demandFrom, "expired, although the identity answers well");
            check(expired.credential().equals(served), "another one expired");
            check(!expiry(expired.credential()).isAfter(now), "expired before its time");
            served = null;
            servedUntil = NEVER;
            checkCurrent();
        }
    }

    private void checkToken(RedisCredential token, Instant now) {
        check(delivered.contains(token), "a credential nobody gave");
        check(expiry(token).isAfter(now), "an expired one published");
        check(token.username().equals(Life.PRINCIPAL), "a stranger's published");
        check(
                served == null || isBetter(token, served),
                "replaced by one that is no better: %s by %s, after %s".formatted(served, token, lastToken));
    }

    /**
     * What replaces a credential that serves is better: later than the last token, or another than the server refused. A key
     * also gives way where the last token was at risk or over by a clock that was ahead, and has longer to live now.
     */
    private boolean isBetter(RedisCredential token, RedisCredential before) {
        if (refused.contains(before)) {
            return !token.equals(before);
        }
        boolean isSetBack =
                before.kind() == CredentialKind.ACCESS_KEY && leftOfLastToken().compareTo(leftWhenLost) > 0;
        return isSetBack || lastToken == null || expiry(token).isAfter(expiry(lastToken));
    }

    private Duration leftOfLastToken() {
        return lastToken == null ? Duration.ZERO : Duration.between(time.wallClock(), expiry(lastToken));
    }

    /** What adopters see is what the events said. */
    private void checkCurrent() {
        RedisCredential current = read();
        // Readings count in milliseconds, and round down: never too late.
        boolean isOver = served != null && !expiry(served).minusMillis(1).isAfter(time.wallClock());
        check(Objects.equals(current, served) || (isOver && current == null), "serves another than it said");
    }

    /** A clock that has just jumped may take eight readings to be noticed: few of them look at it. */
    private void checkNothingExpiredIsServed(long next) {
        check(next <= Math.max(servedUntil, lastJump + HEARTBEAT.toNanos()) || served == null, "an expiry not told");
        if (closed) {
            return;
        }
        AuthStatus status = source.status();
        Instant expiry = status.expiresAt();
        check(
                status.inUse() == null || expiry == null || expiry.isAfter(time.wallClock()),
                "an expired one in the status");
        check(
                (status.inUse() != null) == (status.state() == State.FRESH || status.state() == State.AT_RISK),
                "a status that contradicts itself");
        if (status.inUse() == null && foundNone) {
            return; // it stays so, and to be told why costs much more than all the rest
        }
        RedisCredential read = read();
        for (int readings = 1; readings < 8 && read != null; readings++) {
            read = read();
        }
        foundNone = read == null;
        check(read == null || expiry(read).isAfter(time.wallClock()), "an expired one served");
    }

    private @Nullable RedisCredential read() {
        try {
            return source.current();
        } catch (AuthException none) {
            return null;
        }
    }

    private void probe() {
        if (closed || time.elapsed() < demandFrom) {
            return;
        }
        note(Seen.FOUND_FRESH);
        checkCurrent();
        State state = source.status().state();
        if (closed) { // by that reading
            return;
        }
        check(state == State.FRESH, "not fresh, although the identity answers well");
        check(
                served != null
                        && served.kind() == CredentialKind.ENTRA
                        && expiry(served).isAfter(time.wallClock()),
                "no good token served");
    }

    private void checkClosed() {
        check(underWay.isEmpty(), "a request was not abandoned at closing");
        check(time.waiting() == 0, "something waits after closing");
        check(source.status().state() == State.CLOSED, "not closed");
        try {
            source.current();
            throw new AssertionError("a credential after closing");
        } catch (AuthException e) {
            check(e.kind() == AuthException.Kind.CLOSED, "another reason than closing");
        }
    }

    /** A look in each heartbeat, and a handful around each request, each refused login and each jump. */
    private long allowedTasks() {
        return 100
                + length.dividedBy(HEARTBEAT)
                + 10 * requests
                + 5 * source.status().counters().refusedLogins()
                + 10L * seen.getOrDefault(Seen.CLOCK_JUMP, 0);
    }

    /** Thrown at the end: the source would take it for a listener's or an identity's failure. */
    private void check(boolean holds, String promise) {
        if (!holds && violation == null) {
            violation = "%s. %s weather, after %s, clock ahead by %s, tokens live %s s; %s; %s"
                    .formatted(
                            promise,
                            weather,
                            Duration.ofNanos(time.elapsed()),
                            offset,
                            tokenSeconds,
                            policy,
                            source.status());
        }
    }

    private void note(Seen what) {
        seen.merge(what, 1, Integer::sum);
    }

    private long elapsedAt(@Nullable Instant moment) {
        return moment == null
                ? NEVER
                : time.elapsed() + Duration.between(time.wallClock(), moment).toNanos();
    }

    private static Instant expiry(RedisCredential credential) {
        return credential.expiresAt() == null ? Instant.MAX : credential.expiresAt();
    }

    private <T> T pick(T[] of) {
        return of[random.nextInt(of.length)];
    }

    /** Evenly over the orders of magnitude. */
    private double between(double least, double most) {
        return least * Math.pow(most / least, random.nextDouble());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
