package dev.redisentra.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** Requests that are answered when a test says so. */
final class ScriptedRequests implements Requests {
    private final VirtualTimeline time;
    private final List<Asked> all = new ArrayList<>();
    private @Nullable Error refusal;

    ScriptedRequests(VirtualTimeline time) {
        this.time = time;
    }

    /** One request, as the identity sees it. */
    final class Asked {
        private final Supplier<RedisCredential> call;
        private final Answer answer;
        private final Duration at = Duration.ofNanos(time.elapsed());
        private boolean answered;
        private boolean abandoned;

        private Asked(Supplier<RedisCredential> call, Answer answer) {
            this.call = call;
            this.answer = answer;
        }

        /** Lets the strategy itself answer, or fail. */
        void ask() {
            RedisCredential credential;
            try {
                credential = call.get();
            } catch (RuntimeException failure) {
                fail(failure);
                return;
            }
            answer(credential);
        }

        void answer(RedisCredential credential) {
            answered = true;
            answer.of(credential, null);
            time.settle();
        }

        void fail(Throwable failure) {
            answered = true;
            answer.of(null, failure);
            time.settle();
        }

        boolean isOpen() {
            return !answered && !abandoned;
        }

        boolean isAbandoned() {
            return abandoned;
        }

        /** When it was asked, counted from the start. */
        Duration at() {
            return at;
        }
    }

    @Override
    public Runnable start(Supplier<RedisCredential> call, Answer answer) {
        if (refusal != null) {
            throw refusal;
        }
        Asked asked = new Asked(call, answer);
        all.add(asked);
        return () -> asked.abandoned = true;
    }

    /** From now on no request starts; null ends that. */
    void refuse(@Nullable Error with) {
        refusal = with;
    }

    Asked latest() {
        return all.get(all.size() - 1);
    }

    int count() {
        return all.size();
    }
}
