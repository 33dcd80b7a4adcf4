package dev.redisentra.core.spi.session;

import java.time.Duration;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.redisentra.core.spi.session.Line.auth;
import static dev.redisentra.core.spi.session.Line.command;
import static org.assertj.core.api.Assertions.assertThat;

/** What few clients ever send, and few servers answer: each has its rule. */
class RareCommandsTest {
    private static final String GET = command("GET", "key");
    private static final String VALUE = "$5\r\nvalue\r\n";

    private final Line line = new Line();

    private void assertLetGo(String reason) {
        assertThat(line.reports()).containsExactly(new AuthEvent.ReauthenticationStalled("lettuce", reason));
    }

    // Transactions and CLIENT REPLY

    @Test
    void aDiscardWithoutATransactionIsAnsweredLikeAnyCommand() {
        line.loggedIn().client(command("DISCARD") + GET).renewed();
        assertThat(line.sent()).isEqualTo(command("DISCARD") + GET + auth(2));
        line.server("-ERR DISCARD without MULTI\r\n" + VALUE + "+OK\r\n");
        assertThat(line.read()).isEqualTo("-ERR DISCARD without MULTI\r\n" + VALUE);
        assertThat(line.session().isAnswered()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"GET key, ORDINARY", "BLPOP queue 0, BLPOP", "MULTI, MULTI"})
    void whatFollowsAClientReplyInATransactionGoesOutUncounted(String next, String kind) {
        String off = command("CLIENT", "REPLY", "OFF");
        line.loggedIn().client(command("MULTI")).server("+OK\r\n").client(off);
        line.sent();
        line.client(command(next.split(" ", -1))).renewed();
        assertThat(line.sent()).isEqualTo(command(next.split(" ", -1)));
        assertLetGo("its client sent CLIENT REPLY in a transaction, and %s after it".formatted(kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXEC", "DISCARD"})
    void aTransactionWithAClientReplyMayEnd(String end) {
        line.loggedIn().client(command("MULTI")).server("+OK\r\n");
        line.client(command("CLIENT", "REPLY", "OFF") + command(end));
        assertThat(line.reports()).isEmpty();
    }

    @Test
    void nothingButClientReplyOnFollowsAnExecThatEndsTheReplies() {
        line.loggedIn().client(command("MULTI")).server("+OK\r\n");
        line.client(command("CLIENT", "REPLY", "OFF") + command("EXEC") + GET);
        assertThat(line.sent()).endsWith(command("EXEC") + GET);
        assertLetGo("its client sent CLIENT REPLY in a transaction, and ORDINARY after it");
    }

    @Test
    void aClientReplyThatSkipsInATransactionIsNotCounted() {
        String skip = command("CLIENT", "REPLY", "SKIP");
        line.loggedIn().client(command("MULTI") + skip).renewed();
        assertThat(line.sent()).isEqualTo(command("MULTI") + skip);
        assertLetGo("its client sent CLIENT REPLY in a transaction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MULTI", "CLIENT REPLY OFF", "CLIENT REPLY SKIP"})
    void aSubscriptionIsNotCountedWhereItsConfirmationsMayNotCome(String before) {
        line.loggedIn().client(command(before.split(" ", -1)) + command("SUBSCRIBE", "a"));
        assertThat(line.sent()).endsWith(command("SUBSCRIBE", "a"));
        assertLetGo("its client sent SUBSCRIBE where its confirmations cannot be told");
    }

    // RESET

    @Test
    void aResetEndsATransaction() {
        line.loggedIn().client(command("MULTI") + command("RESET")).server("+OK\r\n+RESET\r\n");
        line.client(auth(1)).server("+OK\r\n").renewed();
        assertThat(line.sent()).endsWith(auth(2));
    }

    @Test
    void aResetBringsTheRepliesBack() {
        line.loggedIn().client(command("CLIENT", "REPLY", "OFF") + command("RESET"));
        line.server("+RESET\r\n").client(auth(1) + GET).server("+OK\r\n" + VALUE);
        line.sent();
        line.renewed();
        assertThat(line.sent()).isEqualTo(auth(2));
        line.server("+OK\r\n");
        assertThat(line.read()).isEqualTo("+RESET\r\n+OK\r\n" + VALUE);
        assertThat(line.reports()).containsExactly(new AuthEvent.Reauthenticated("lettuce"));
    }

    @Test
    void aResetEndsAllSubscriptions() {
        line.loggedIn()
                .client(command("SUBSCRIBE", "a") + command("PSUBSCRIBE", "b*") + command("SSUBSCRIBE", "c"))
                .server(confirmed("subscribe", "a", 1)
                        + confirmed("psubscribe", "b*", 2)
                        + confirmed("ssubscribe", "c", 1));
        line.client(command("RESET")).server("+RESET\r\n").client(auth(1)).server("+OK\r\n");
        line.sent();
        assertThat(line.renewed().sent()).isEqualTo(auth(2));
    }

    private static String confirmed(String command, String name, int count) {
        return "*3\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n:%d\r\n"
                .formatted(command.length(), command, name.length(), name, count);
    }

    // Logins

    @Test
    void aRefusedKeyIsToldWhenItsTimeIsOverAndNotBefore() {
        line.publish(new RedisCredential("default", Secret.of("first"), CredentialKind.ACCESS_KEY, null));
        line.client(command("AUTH", "first")).server("-WRONGPASS no\r\n");
        line.session().wake();
        assertThat(line.read()).isEmpty();
        line.pass(ReauthenticationTiming.forAnother(line.current()));
        assertThat(line.read()).isEqualTo("-WRONGPASS no\r\n");
    }

    @Test
    void anAuthInPlaceOfAHelloThatIsAnsweredWithAPieceOfSomethingElseEndsTheConnection() {
        line.client(command("HELLO", "3", "AUTH", Line.OID, "token-1")).server("-WRONGPASS no\r\n");
        line.server("$10000\r\n" + "x".repeat(6_000));
        assertThat(line.isClosed()).isTrue();
        assertThat(line.read()).isEmpty();
    }

    @Test
    void aLoginThatAuthTakesInPlaceOfAHelloIsRenewed() {
        line.client(command("HELLO", "3", "AUTH", Line.OID, "token-1")).server("-WRONGPASS no\r\n+OK\r\n");
        line.sent();
        assertThat(line.session().carried()).isEqualTo(line.current());
        assertThat(line.renewed().sent()).isEqualTo(auth(2));
    }

    @Test
    void aRefusalMayBeABlob() {
        line.client(auth(1));
        line.publish();
        line.server("!12\r\nWRONGPASS no\r\n");
        assertThat(line.sent()).isEqualTo(auth(1) + auth(2));
        assertThat(line.read()).isEmpty();
    }

    // Blocks

    @Test
    void eachLookupOfAStreamHasWhatIsForIt() {
        String asking = command("ASKING");
        String lookup = command("XREVRANGE", "s", "+", "-", "COUNT", "1");
        line.loggedIn().client(asking + command("XREAD", "BLOCK", "0", "STREAMS", "s", "s", "$", "$"));
        assertThat(line.sent()).isEqualTo(asking + lookup + asking + lookup);
        line.server("+OK\r\n*0\r\n+OK\r\n*0\r\n");
        assertThat(line.sent())
                .isEqualTo(asking + command("XREAD", "BLOCK", "6000", "STREAMS", "s", "s", "0-0", "0-0"));
    }

    @Test
    void theAuthThatIsDueGoesOutBetweenTwoSlices() {
        line.loggedIn().client(command("BLPOP", "queue", "0"));
        line.sent();
        line.publish();
        line.pass(Duration.ofSeconds(6)).server("*-1\r\n");
        assertThat(line.sent()).startsWith(auth(2) + "*3\r\n$5\r\nBLPOP");
    }

    @Test
    void whatWasHeldBackGoesOutWhereTheCountIsLost() {
        line.publish(new RedisCredential("default", Secret.of("first"), CredentialKind.ACCESS_KEY, null));
        line.client(command("AUTH", "first") + GET).server("-WRONGPASS no\r\n");
        line.sent();
        line.server("-ERR bye\r\n");
        assertThat(line.sent()).isEqualTo(GET);
        line.session().wake();
        assertThat(line.sent()).isEmpty();
    }

    // What is no command, and no reply

    @Test
    void aClientThatSpeaksAnotherLanguageIsToldOf() {
        line.loggedIn().client("GET key\r\n").renewed();
        assertThat(line.sent()).isEqualTo("GET key\r\n");
        assertLetGo("its client sent what is no command");
    }

    @Test
    void aReplyThatNobodyAskedForIsPassedOn() {
        line.loggedIn().server("+HI\r\n").renewed();
        assertThat(line.sent()).isEmpty();
        assertThat(line.read()).isEqualTo("+HI\r\n");
        assertLetGo("the server sent a reply that nothing had been sent for");
    }

    @Test
    void whatHadBegunLikeAReplyIsPassedOnToTheEnd() {
        line.loggedIn().client(command("MULTI")).server("*1x").server("more");
        assertThat(line.read()).isEqualTo("*1xmore");
        assertLetGo("the server sent what is no RESP");
    }

    @Test
    void aSubscriptionThatIsAnsweredWithSomethingElseIsNotCounted() {
        line.loggedIn().client(command("SUBSCRIBE", "a")).server("+OK\r\n").renewed();
        assertThat(line.sent()).isEqualTo(command("SUBSCRIBE", "a"));
        assertThat(line.read()).isEqualTo("+OK\r\n");
        assertLetGo("a subscription was not answered as it had to be");
    }

    @Test
    void aSubscriberWhoseReturnIsAnsweredWithSomethingElseIsClosed() {
        line.loggedIn()
                .client(command("SUBSCRIBE", "a"))
                .server(confirmed("subscribe", "a", 1))
                .renewed();
        line.read();
        line.server(confirmed("unsubscribe", "a", 0) + "+OK\r\n:7\r\n");
        assertThat(line.isClosed()).isTrue();
        assertThat(line.read()).isEmpty();
        assertThat(line.reports())
                .contains(new AuthEvent.ConnectionDied(
                        "lettuce", "a subscriber's return to its channels was answered with something else"));
    }

    /** Without a subscription, it is what a list may hold. */
    @Test
    void aListThatReadsLikeAMessageIsAnAnswer() {
        line.loggedIn().client(command("MULTI")).server("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n");
        assertThat(line.session().isAnswered()).isTrue();
    }

    // Why an AUTH waits

    @ParameterizedTest
    @CsvSource({
        "CLIENT REPLY OFF, CLIENT REPLY has ended the replies on it",
        "ASKING, a command is to follow the last one at once",
        "HELLO 3, the answer to a command is to come that decides what may follow"
    })
    void whatAnAuthWaitsForIsNamed(String before, String reason) {
        line.loggedIn().client(command(before.split(" ", -1)));
        untilItIsReported();
        assertLetGo(reason);
    }

    @Test
    void soIsACommandWhoseEndIsLongInComing() {
        line.loggedIn().client("*2\r\n$3\r\nGET\r\n$50000\r\n" + "k".repeat(20_000));
        untilItIsReported();
        assertLetGo("its client is in the middle of a command");
    }

    private void untilItIsReported() {
        line.publish();
        for (int i = 0; i < 8; i++) {
            line.pass(Duration.ofSeconds(5)).server("");
        }
    }

    // Silence

    @Test
    void aClientsOwnPatienceIsWaitedFor() {
        line.loggedIn().client(GET).pass(Duration.ofSeconds(70));
        assertThat(line.isClosed()).isFalse();
        line.pass(Duration.ofSeconds(15));
        assertThat(line.isClosed()).isTrue();
    }

    @Test
    void aReplyThatTakesMinutesIsNoSilence() {
        line.loggedIn().client(GET).server("$20000000\r\n");
        for (int i = 0; i < 40; i++) {
            assertThat(line.session().receivesUnread()).isGreaterThan(10);
            line.session().receivedUnread(10);
            line.pass(Duration.ofSeconds(5));
        }
        assertThat(line.isClosed()).isFalse();
    }
}
