package dev.redisentra.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.AuthStrategy;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;

/** A source that lives in virtual time, the identity it asks, and what it tells. Chance is left out: always 0. */
final class Life {
    static final String PRINCIPAL = "7c3c0b2e-4c52-4b7e-9f43-6a1d0a3d6f10";
    static final Duration HOUR = Duration.ofHours(1);
    static final Duration DAY = Duration.ofDays(1);

    final VirtualTimeline time = new VirtualTimeline();
    final ScriptedRequests requests = new ScriptedRequests(time);
    final ScriptedRequests keyRequests = new ScriptedRequests(time);
    final List<AuthEvent> told = new ArrayList<>();
    final RenewingCredentialSource source;
    private int tokens;

    private Life(AuthStrategy strategy, RenewalPolicy policy, @Nullable Fallback fallback, Executor listenersThread) {
        source = new RenewingCredentialSource(
                strategy, policy, fallback, time, requests, keyRequests, listenersThread, () -> 0);
        source.listenDirectly(told::add);
    }

    /** A source whose first request is under way. */
    static Life begun() {
        return begun(null);
    }

    /** The same with something to fall back on. */
    static Life begun(@Nullable Fallback fallback) {
        return start(new Life(new NeverCalled(), RenewalPolicy.AZURE, fallback, Runnable::run));
    }

    /** A source on this strategy, whose first request is under way. */
    static Life on(AuthStrategy strategy) {
        return start(new Life(strategy, RenewalPolicy.AZURE, null, Runnable::run));
    }

    static Life on(RenewalPolicy policy) {
        return start(new Life(new NeverCalled(), policy, null, Runnable::run));
    }

    /** One whose application listeners are told on this thread. */
    static Life telling(Executor listenersThread) {
        return start(new Life(new NeverCalled(), RenewalPolicy.AZURE, null, listenersThread));
    }

    private static Life start(Life life) {
        life.source.start();
        life.time.settle();
        return life;
    }

    /** A source that has its first token. */
    static Life withTokenFor(Duration lifetime) {
        return withTokenFor(lifetime, null);
    }

    static Life withTokenFor(Duration lifetime, @Nullable Fallback fallback) {
        Life life = begun(fallback);
        life.requests.latest().answer(life.tokenFor(lifetime));
        return life;
    }

    /** A token that lives so long from now on. */
    RedisCredential tokenFor(Duration lifetime) {
        return tokenUntil(time.wallClock().plus(lifetime));
    }

    RedisCredential tokenUntil(Instant expiry) {
        return credential(PRINCIPAL, ++tokens, expiry);
    }

    static RedisCredential credential(String principal, int number, Instant expiry) {
        return new RedisCredential(principal, Secret.of("token-" + number), CredentialKind.ENTRA, expiry);
    }

    static AuthException failure(AuthException.Kind kind) {
        return new AuthException(kind, "It failed.", "Fix it.", null);
    }

    /** Lets time pass until the source asks again, and says how long that took. */
    Duration untilNextRequest() {
        int before = requests.count();
        long began = time.elapsed();
        long limit = began + Duration.ofDays(30).toNanos();
        while (requests.count() == before) {
            if (time.elapsed() > limit) {
                throw new AssertionError("the source has given up");
            }
            time.pass(Duration.ofSeconds(1));
        }
        return requests.latest().at().minusNanos(began);
    }

    AuthStatus.State state() {
        return source.status().state();
    }

    <E extends AuthEvent> List<E> told(Class<E> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static final class NeverCalled implements AuthStrategy {
        @Override
        public CredentialKind kind() {
            return CredentialKind.ENTRA;
        }

        @Override
        public RedisCredential obtain() {
            throw new AssertionError("the requests are scripted");
        }
    }
}
