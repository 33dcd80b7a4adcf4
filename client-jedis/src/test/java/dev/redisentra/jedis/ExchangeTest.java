package dev.redisentra.jedis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeTest {
    private static final RedisCredential FIRST = credential("first");
    private static final RedisCredential SECOND = credential("second");

    private final Exchange exchange = new Exchange();

    private static RedisCredential credential(String token) {
        return new RedisCredential("me", Secret.of(token), AuthMode.ENTRA, Instant.MAX);
    }

    private void send(CommandKind... kinds) {
        for (CommandKind kind : kinds) {
            exchange.sent(kind, 2);
        }
    }

    private boolean nextIsForTheOwner() {
        return exchange.answered() == null;
    }

    private @Nullable RedisCredential nextIsFor() {
        Exchange.Auth auth = exchange.answered();
        return auth == null ? null : auth.credential();
    }

    @Test
    void theAnswerToAnAuthIsToldByItsPlace() {
        send(CommandKind.ORDINARY, CommandKind.ORDINARY);
        exchange.sentAuth(exchange.auth(FIRST));
        send(CommandKind.ORDINARY);

        assertThat(nextIsForTheOwner()).isTrue();
        assertThat(nextIsForTheOwner()).isTrue();
        assertThat(nextIsFor()).isEqualTo(FIRST);
        assertThat(nextIsForTheOwner()).isTrue();
        assertThat(exchange.isOver()).isTrue();
    }

    @Test
    void severalAuthsMayAwaitTheirAnswers() {
        exchange.sentAuth(exchange.auth(FIRST));
        send(CommandKind.ORDINARY);
        exchange.sentAuth(exchange.auth(SECOND));

        assertThat(nextIsFor()).isEqualTo(FIRST);
        assertThat(exchange.awaitsAuth()).isTrue();
        assertThat(exchange.hasNothingForOwner()).isFalse();
        assertThat(nextIsForTheOwner()).isTrue();
        assertThat(exchange.hasNothingForOwner()).isTrue();
        assertThat(nextIsFor()).isEqualTo(SECOND);
        assertThat(exchange.awaitsAuth()).isFalse();
    }

    @Test
    void aReplyCanBeTheOwnersAloneUntilAnAuthsIsNext() {
        assertThat(exchange.answeredOwner()).as("not sent for").isFalse();
        send(CommandKind.ORDINARY, CommandKind.ORDINARY);
        assertThat(exchange.answeredOwner()).isTrue();
        exchange.sentAuth(exchange.auth(FIRST));
        send(CommandKind.ORDINARY);
        exchange.sentAuth(exchange.auth(SECOND));

        assertThat(exchange.answeredOwner()).as("sent before the first AUTH").isTrue();
        assertThat(exchange.answeredOwner()).as("the first AUTH's").isFalse();
        assertThat(nextIsFor()).isEqualTo(FIRST);
        assertThat(exchange.answeredOwner()).as("sent between the two").isTrue();
        assertThat(exchange.answeredOwner()).as("the second AUTH's").isFalse();
        assertThat(nextIsFor()).isEqualTo(SECOND);
        assertThat(exchange.answeredOwner()).as("not sent for").isFalse();
    }

    @Test
    void anOpenTransactionTakesNoAuth() {
        send(CommandKind.ORDINARY);
        assertThat(exchange.admitsAuth(true)).isTrue();
        send(CommandKind.BEGINS_TRANSACTION, CommandKind.ORDINARY);
        assertThat(exchange.admitsAuth(true)).isFalse();
        send(CommandKind.ENDS_TRANSACTION);
        assertThat(exchange.admitsAuth(true)).isTrue();
    }

    @Test
    void aSubscriberTakesAuth() {
        send(CommandKind.SUBSCRIBES);
        assertThat(exchange.admitsAuth(false))
                .as("in RESP2 its refusal has a place")
                .isTrue();
        exchange.pushed("subscribe".getBytes(StandardCharsets.US_ASCII));

        assertThat(exchange.admitsAuth(true)).isTrue();
        assertThat(exchange.admitsAuth(false)).isTrue();
    }

    @Test
    void whatIsPushedAnswersNothing() {
        send(CommandKind.SUBSCRIBES);
        exchange.pushed("subscribe".getBytes(StandardCharsets.US_ASCII));
        exchange.sentAuth(exchange.auth(FIRST));
        exchange.pushed("message".getBytes(StandardCharsets.US_ASCII));

        assertThat(exchange.hasNothingForOwner()).as("its owner is reading").isFalse();
        assertThat(nextIsFor()).isEqualTo(FIRST);
    }

    @Test
    void aSubscriptionThatMayStillBeRefusedTakesNoAuth() {
        exchange.sent(CommandKind.SUBSCRIBES, 3);
        assertThat(exchange.admitsAuth(true)).isFalse();
        exchange.pushed("ssubscribe".getBytes(StandardCharsets.US_ASCII));
        assertThat(exchange.admitsAuth(true)).isFalse();
        exchange.pushed("psubscribe".getBytes(StandardCharsets.US_ASCII));
        assertThat(exchange.admitsAuth(true)).isTrue();

        send(CommandKind.SUBSCRIBES);
        assertThat(nextIsForTheOwner()).as("its refusal").isTrue();
        assertThat(exchange.admitsAuth(true)).isTrue();
    }

    @Test
    void aMonitorTakesNoAuth() {
        send(CommandKind.MONITORS);
        assertThat(exchange.admitsAuth(true)).isFalse();
    }

    @Test
    void whatWasLeftInTheMiddleIsNotOver() {
        assertThat(exchange.isOver()).isTrue();
        send(CommandKind.ORDINARY);
        assertThat(exchange.isOver()).isFalse();
        assertThat(nextIsForTheOwner()).isTrue();
        assertThat(exchange.isOver()).isTrue();
        send(CommandKind.UNSUBSCRIBES);
        assertThat(exchange.isOver()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "MULTI, BEGINS_TRANSACTION",
        "EXEC, ENDS_TRANSACTION",
        "DISCARD, ENDS_TRANSACTION",
        "SSUBSCRIBE, SUBSCRIBES",
        "PUNSUBSCRIBE, UNSUBSCRIBES",
        "MONITOR, MONITORS",
        "GET, ORDINARY"
    })
    void aCommandIsKnownHoweverItIsGiven(Command command, CommandKind kind) {
        byte[] spelt = command.name().toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

        assertThat(CommandKind.of(new CommandArguments(command))).isEqualTo(kind);
        assertThat(CommandKind.of(new CommandArguments(() -> spelt))).isEqualTo(kind);
    }
}
