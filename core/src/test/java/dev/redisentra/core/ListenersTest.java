package dev.redisentra.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import org.junit.jupiter.api.Test;

import static dev.redisentra.core.Life.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

/** An application's listeners, whose thread runs when a test says so. */
class ListenersTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Life life = Life.telling(tasks::add);
    private final List<AuthEvent> told = new ArrayList<>();

    @Test
    void renewsWhileAListenerBlocks() {
        life.source.listen(told::add);
        life.requests.latest().answer(life.tokenFor(HOUR));
        for (int renewals = 0; renewals < 5; renewals++) {
            life.untilNextRequest();
            RedisCredential token = life.tokenFor(HOUR);
            life.requests.latest().answer(token);
            assertThat(life.source.current()).isEqualTo(token);
        }
        assertThat(told).isEmpty();

        runTasks();

        assertThat(told).hasSize(6).isEqualTo(life.told);
    }

    @Test
    void tellsOfNoMoreThanItKeeps() {
        life.source.listen(told::add);

        for (int i = 0; i < Listeners.MOST_WAITING + 100; i++) {
            life.source.report(new AuthEvent.Reauthenticated("lettuce"));
        }
        assertThat(tasks).hasSize(Listeners.MOST_WAITING);
        runTasks();
        assertThat(told).hasSize(Listeners.MOST_WAITING);

        life.source.report(new AuthEvent.Reauthenticated("lettuce"));
        runTasks();
        assertThat(told).as("when it keeps up again").hasSize(Listeners.MOST_WAITING + 1);
        assertThat(life.source.status().counters().reauthentications())
                .as("counted all the same")
                .isEqualTo(Listeners.MOST_WAITING + 101);
    }

    @Test
    void goesOnWhereThereIsNoThreadForThem() {
        Life poor = Life.telling(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        poor.source.listen(told::add);
        RedisCredential token = poor.tokenFor(HOUR);

        poor.requests.latest().answer(token);

        assertThat(poor.source.current()).isEqualTo(token);
        assertThat(poor.untilNextRequest()).isEqualTo(HOUR.minusSeconds(295));
    }

    @Test
    void tellsOfTheEndAndOfNothingThatHadNotBeenTold() {
        life.source.listen(told::add);
        life.requests.latest().answer(life.tokenFor(HOUR));

        life.source.close();
        life.source.close();
        runTasks();

        assertThat(told).containsExactly(new AuthEvent.Closed());
    }

    /** The adapters' are told where it happens, and may stop at any time. */
    @Test
    void whoListensDirectlyMayStop() {
        List<AuthEvent> direct = new ArrayList<>();
        CredentialSource.Registration listening = life.source.listenDirectly(direct::add);
        life.requests.latest().answer(life.tokenFor(HOUR));
        assertThat(direct).hasSize(1);

        listening.close();
        life.untilNextRequest();
        life.requests.latest().answer(life.tokenFor(HOUR));

        assertThat(direct).hasSize(1);
    }

    @Test
    void whatIsReportedOfConnectionsIsCountedByKind() {
        life.source.report(new AuthEvent.ReauthenticationStalled("jedis", "why"));
        life.source.report(new AuthEvent.ConnectionDied("jedis", "why"));
        life.source.report(new AuthEvent.ConnectionDied("jedis", "why"));

        assertThat(life.source.status().counters())
                .returns(1L, AuthStatus.Counters::reauthenticationsStalled)
                .returns(2L, AuthStatus.Counters::connectionsDied)
                .returns(0L, AuthStatus.Counters::reauthentications);
    }

    @Test
    void needsNoThreadWhereNobodyListens() {
        life.requests.latest().answer(life.tokenFor(HOUR));
        life.source.close();

        assertThat(tasks).isEmpty();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
