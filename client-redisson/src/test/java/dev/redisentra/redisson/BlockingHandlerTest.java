package dev.redisentra.redisson;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommands;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** What two connections answer while a command moves from one to the other: with a server, a matter of microseconds. */
class BlockingHandlerTest {
    private final CompletableFuture<Object> answer = new CompletableFuture<>();
    private final EmbeddedChannel first = channel();
    private final EmbeddedChannel second = channel();
    private Stretch<Object, Object> begun;

    private static EmbeddedChannel channel() {
        return new EmbeddedChannel(new BlockingHandler(() -> Duration.ofMillis(100)));
    }

    @BeforeEach
    void begin() {
        first.writeOutbound(
                new CommandData<>(answer, StringCodec.INSTANCE, RedisCommands.BLPOP_VALUE, new Object[] {"queue", 0}));
        begun = sent(first);
    }

    private static Stretch<Object, Object> sent(EmbeddedChannel channel) {
        return requireNonNull(channel.readOutbound());
    }

    private static void assertNothingSent(EmbeddedChannel channel) {
        assertThat(channel.outboundMessages()).isEmpty();
    }

    private static void answer(Stretch<Object, Object> stretch, @Nullable Object reply) {
        if (reply != null) {
            var unused = stretch.getCodec();
        }
        stretch.getPromise().complete(reply);
        assertThat(stretch.isExecuted())
                .as("Redisson goes on to the next command")
                .isTrue();
    }

    @Test
    void aStretchFollowsOnTheOneBefore() {
        answer(begun, null);
        answer(sent(first), null);
        answer(sent(first), "element");
        assertThat(answer).isCompletedWithValue("element");
        assertNothingSent(first);
    }

    @Test
    void whatIsMovedWhenItHasJustBeenAnsweredTakesAnElementWhereItIs() {
        answer(begun, null);
        Stretch<Object, Object> next = sent(first);
        second.writeOutbound(begun);
        answer(sent(second), "element");
        assertThat(answer).isCompletedWithValue("element");
        assertThat(begun.getPromise()).as("Redisson gives the connection back").isCompletedWithValue("element");
        assertThat(next.isAnswered()).isFalse();
    }

    @Test
    void aNilOfTheConnectionBeforeSaysNothingAnyMore() {
        second.writeOutbound(begun);
        Stretch<Object, Object> moved = sent(second);
        answer(begun, null);
        assertNothingSent(first);
        answer(moved, null);
        answer(sent(second), "element");
        assertThat(answer).isCompletedWithValue("element");
    }

    @Test
    void anErrorOfTheConnectionBeforeSaysNothingAnyMore() {
        second.writeOutbound(begun);
        begun.tryFailure(new IllegalStateException("UNBLOCKED"));
        assertThat(answer).isNotDone();
        sent(second).tryFailure(new IllegalStateException("WRONGTYPE"));
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void anElementOfTheConnectionBeforeIsTheAnswerAndEndsTheBlockOnTheOther() {
        second.writeOutbound(begun);
        answer(begun, "element");
        second.runPendingTasks();
        assertThat(answer).isCompletedWithValue("element");
        assertThat(second.isOpen()).isFalse();
    }

    @Test
    void whatIsGivenUpIsNotMoved() {
        answer.cancel(false);
        assertThat(second.write(begun).cause()).hasMessage("Its caller has given it up.");
        assertNothingSent(second);
        assertThat(begun.getPromise()).isDone();
    }
}
