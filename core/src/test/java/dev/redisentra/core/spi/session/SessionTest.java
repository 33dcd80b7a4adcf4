package dev.redisentra.core.spi.session;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.redisentra.core.spi.session.Line.auth;
import static dev.redisentra.core.spi.session.Line.command;
import static org.assertj.core.api.Assertions.assertThat;

/** The rules, one by one, as a client and a server see them. */
class SessionTest {
    private static final String GET = command("GET", "key");
    private static final String VALUE = "$5\r\nvalue\r\n";

    private final Line line = new Line();

    @Test
    void anAuthGoesOutAfterARenewalAndItsReplyIsTakenOut() {
        line.loggedIn().client(GET).server(VALUE).renewed();
        assertThat(line.sent()).isEqualTo(GET + auth(2));

        line.client(GET).server("+OK\r\n" + VALUE);
        assertThat(line.sent()).isEqualTo(GET);
        assertThat(line.read()).isEqualTo(VALUE + VALUE);
        assertThat(line.reports()).containsExactly(new AuthEvent.Reauthenticated("lettuce"));
    }

    @Test
    void eventsNameTheEndpointAndTellConnectionsApart() {
        Line another = new Line().connectedTo("orders.example:10000");
        line.connectedTo("orders.example:10000");
        for (Line each : List.of(line, another)) {
            each.loggedIn().renewed().server("+OK\r\n").renewed().server("-WRONGPASS invalid\r\n");
            assertThat(each.reports()).hasSize(2).allSatisfy(report -> {
                assertThat(report.connection().endpoint()).isEqualTo("orders.example:10000");
                assertThat(report.connection()).isEqualTo(each.reports().get(0).connection());
            });
        }
        assertThat(another.reports().get(0).connection())
                .isNotEqualTo(line.reports().get(0).connection());
    }

    @Test
    void anAuthAmidAPipelineIsAnsweredInItsPlace() {
        line.loggedIn().client(GET + GET).renewed().client(GET);
        assertThat(line.sent()).isEqualTo(GET + GET + auth(2) + GET);
        line.server(VALUE + VALUE + "+OK\r\n" + "$-1\r\n");
        assertThat(line.read()).isEqualTo(VALUE + VALUE + "$-1\r\n");
    }

    @Test
    void nothingIsSentOnAConnectionOfAnotherUser() {
        line.client(command("AUTH", "somebody", "else")).server("+OK\r\n").renewed();
        assertThat(line.sent()).isEqualTo(command("AUTH", "somebody", "else"));
        assertThat(line.read()).isEqualTo("+OK\r\n");
        line.client(command("BLPOP", "queue", "0"));
        assertThat(line.sent()).isEqualTo(command("BLPOP", "queue", "0"));
    }

    @Test
    void anAuthWaitsForTheEndOfATransaction() {
        String multi = command("multi");
        line.loggedIn().client(multi).renewed().client(GET);
        assertThat(line.sent()).isEqualTo(multi + GET);
        line.client(command("EXEC"));
        assertThat(line.sent()).isEqualTo(command("EXEC") + auth(2));
        line.server("+OK\r\n+QUEUED\r\n*1\r\n" + VALUE + "+OK\r\n");
        assertThat(line.read()).isEqualTo("+OK\r\n+QUEUED\r\n*1\r\n" + VALUE);
    }

    @Test
    void aRefusedMultiIsNoTransaction() {
        line.loggedIn().client(command("MULTI")).renewed().server("-NOPERM this user has no permissions\r\n");
        assertThat(line.sent()).isEqualTo(command("MULTI") + auth(2));
    }

    @Test
    void aMultiInATransactionIsRefusedAndEndsNothing() {
        line.loggedIn()
                .client(command("MULTI") + command("MULTI"))
                .renewed()
                .server("+OK\r\n-ERR MULTI calls can not be nested\r\n");
        assertThat(line.sent()).isEqualTo(command("MULTI") + command("MULTI"));
    }

    @Test
    void aBlockGoesOutInSlices() {
        line.loggedIn().client(command("BLPOP", "queue", "0"));
        assertThat(line.sent()).isEqualTo(command("BLPOP", "queue", "6.000"));
        line.client(GET).pass(Duration.ofSeconds(6)).server("*-1\r\n");
        assertThat(line.sent()).isEqualTo(command("BLPOP", "queue", "5.400"));
        assertThat(line.read()).isEmpty();
        line.server("*2\r\n$5\r\nqueue\r\n" + VALUE);
        assertThat(line.read()).isEqualTo("*2\r\n$5\r\nqueue\r\n" + VALUE);
        assertThat(line.sent()).isEqualTo(GET);
        line.server(VALUE);
        assertThat(line.read()).isEqualTo(VALUE);
    }

    @Test
    void theEndOfAStreamIsLookedUpBeforeTheFirstSlice() {
        line.loggedIn().client(command("XREAD", "BLOCK", "0", "STREAMS", "s", "$"));
        assertThat(line.sent()).isEqualTo(command("XREVRANGE", "s", "+", "-", "COUNT", "1"));
        line.server("*1\r\n*2\r\n$3\r\n7-0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n");
        assertThat(line.sent()).isEqualTo(command("XREAD", "BLOCK", "6000", "STREAMS", "s", "7-0"));
    }

    @Test
    void aStreamThatMayNotBeLookedAtIsReadInOneGo() {
        String read = command("XREAD", "BLOCK", "0", "STREAMS", "s", "$");
        line.loggedIn().client(command("ASKING") + read);
        line.server("+OK\r\n-NOPERM no\r\n");
        assertThat(line.sent())
                .isEqualTo(command("ASKING")
                        + command("XREVRANGE", "s", "+", "-", "COUNT", "1")
                        + command("ASKING")
                        + read);
        line.server("+OK\r\n*-1\r\n");
        assertThat(line.read()).isEqualTo("+OK\r\n*-1\r\n");
    }

    @Test
    void aSubscriberInResp2LeavesAndJoinsForItsAuth() {
        String subscribe = command("SUBSCRIBE", "a", "b");
        String confirmed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n";
        String message = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n";
        line.loggedIn().client(subscribe).server(confirmed).renewed();
        assertThat(line.sent()).isEqualTo(subscribe + command("UNSUBSCRIBE", "a", "b") + auth(2) + subscribe);
        line.server(message
                + "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$11\r\nunsubscribe\r\n$1\r\nb\r\n:0\r\n+OK\r\n"
                + confirmed + message);
        assertThat(line.read()).isEqualTo(confirmed + message + message);
        assertThat(line.isClosed()).isFalse();
    }

    @Test
    void aRefusedSubscriptionInResp3IsNotTakenForAnAuth() {
        line.loggedInWithResp3().client(command("SUBSCRIBE", "a")).renewed();
        line.server("-NOPERM no\r\n");
        line.server("+OK\r\n>2\r\n$10\r\ninvalidate\r\n*-1\r\n");
        assertThat(line.read()).isEqualTo("-NOPERM no\r\n>2\r\n$10\r\ninvalidate\r\n*-1\r\n");
    }

    @Test
    void aRefusedLoginIsTriedAgainWithANewerToken() {
        line.client(auth(1));
        line.publish();
        line.server("-WRONGPASS invalid username-password pair\r\n");
        assertThat(line.sent()).isEqualTo(auth(1) + auth(2));
        assertThat(line.read()).isEmpty();
        line.server("+OK\r\n");
        assertThat(line.read()).isEqualTo("+OK\r\n");
    }

    @Test
    void aLoginThatARenewalOvertookIsStillOneOfOurs() {
        line.publish();
        line.client(auth(1)).server("+OK\r\n").pass(Line.LIFE.dividedBy(10));
        assertThat(line.sent()).isEqualTo(auth(1) + auth(2));
    }

    @Test
    void anAuthThatGoesOutAtTheLastMomentGetsTimeToBeAnswered() {
        line.loggedIn();
        for (Duration passed = Duration.ZERO; passed.compareTo(Line.LIFE) <= 0; passed = passed.plusSeconds(5)) {
            line.pass(Duration.ofSeconds(5));
            if (line.sent().equals(command("PING"))) {
                line.server("+PONG\r\n");
            }
        }
        line.publish();
        line.pass(Duration.ofSeconds(9));
        assertThat(line.sent()).isEqualTo(auth(2));
        assertThat(line.isClosed()).isFalse();
        line.pass(Duration.ofSeconds(11));
        assertThat(line.isClosed()).isTrue();
    }

    /** Redisson's batches that skip their results: the server answers ON with the element that EXEC still owes. */
    @Test
    void aTransactionThatEndsTheRepliesIsFollowedByTheOneThatBringsThemBack() {
        line.loggedIn().client(command("MULTI") + GET).server("+OK\r\n+QUEUED\r\n");
        String rest = command("CLIENT", "REPLY", "OFF") + command("EXEC") + command("CLIENT", "REPLY", "ON");
        line.client(rest + GET).renewed();
        String answer = "+QUEUED\r\n*2\r\n" + VALUE + "+OK\r\n" + VALUE;
        line.sent();
        line.server(answer);
        assertThat(line.sent()).isEqualTo(auth(2));
        line.server("+OK\r\n");
        assertThat(line.read()).isEqualTo("+OK\r\n+QUEUED\r\n" + answer);
        assertThat(line.session().isAnswered()).isTrue();
    }

    /** Its last element comes with the answer to ON, and until then no AUTH would be answered. */
    @Test
    void theAnswerOfATransactionThatEndsTheRepliesIsReadAsItComes() {
        String large = "*2\r\n$10000\r\n" + "v".repeat(10_000) + "\r\n";
        line.loggedIn().client(command("MULTI") + GET).server("+OK\r\n+QUEUED\r\n");
        line.client(command("CLIENT", "REPLY", "OFF") + command("EXEC")).server("+QUEUED\r\n");
        line.read();
        line.sent();
        line.server(large.substring(0, 5_000)).server(large.substring(5_000)).renewed();
        assertThat(line.read()).isEqualTo(large);
        assertThat(line.sent()).isEmpty();
        line.client(command("CLIENT", "REPLY", "ON")).server("+OK\r\n");
        assertThat(line.read()).isEqualTo("+OK\r\n");
        assertThat(line.sent()).isEqualTo(command("CLIENT", "REPLY", "ON") + auth(2));
    }

    @Test
    void aTransactionThatIsAbortedEndsNoReplies() {
        line.loggedIn().client(command("MULTI") + GET).server("+OK\r\n+QUEUED\r\n");
        line.client(command("CLIENT", "REPLY", "OFF") + command("EXEC") + command("CLIENT", "REPLY", "ON") + GET)
                .renewed();
        line.sent();
        line.server("+QUEUED\r\n*-1\r\n+OK\r\n");
        assertThat(line.sent()).isEqualTo(auth(2));
        line.server(VALUE + "+OK\r\n");
        assertThat(line.session().isAnswered()).isTrue();
    }

    @Test
    void whoLogsInWithoutASessionIsToldAtTheFirstRenewalAndOnce() {
        Sessions halfAdopted = line.sessions();
        halfAdopted.credential();
        halfAdopted.credential();
        assertThat(line.reports()).isEmpty();
        line.publish();
        halfAdopted.credential();
        line.publish();
        assertThat(line.reports()).hasSize(1).first().isInstanceOf(AuthEvent.ReauthenticationStalled.class);
    }

    @Test
    void whoHasHadASessionIsAdopted() {
        Sessions adopted = line.sessions();
        adopted.credential();
        adopted.open(line).closed();
        line.publish();
        adopted.credential();
        line.publish();
        assertThat(line.reports()).isEmpty();
    }

    @Test
    void aLoginAndASessionThatWereSetUpApartAreOfOneSource() {
        Adoption adoption = new Adoption();
        line.sessions(adoption).credential();
        line.sessions(adoption).open(line);
        line.publish();
        assertThat(line.reports()).isEmpty();
    }

    @Test
    void allWhoUseOneSourceHaveOneAdoption() {
        LineSource source = new LineSource(report -> {});

        assertThat(Adoption.of(source)).isSameAs(Adoption.of(source)).isNotSameAs(Adoption.of(new LineSource(r -> {})));
    }

    @Test
    void aLoginIsWithTheCredentialOfTheMoment() {
        assertThat(line.sessions().credential()).isEqualTo(line.current());
    }

    @Test
    void whatIsSilentGetsAPingAndThenDies() {
        line.loggedIn().pass(Duration.ofSeconds(15));
        assertThat(line.sent()).isEqualTo(command("PING"));
        line.server("+PONG\r\n").pass(Duration.ofSeconds(15));
        assertThat(line.read()).isEmpty();
        assertThat(line.sent()).isEqualTo(command("PING"));
        line.pass(Duration.ofSeconds(15));
        assertThat(line.isClosed()).isTrue();
        assertThat(line.reports())
                .containsExactly(new AuthEvent.ConnectionDied("lettuce", "nothing was answered any more"));
    }

    @Test
    void whatCannotBeAccountedForIsLeftAlone() {
        line.loggedIn().client(command("MONITOR")).renewed();
        line.server("+OK\r\n+1 [0 lua] \"GET\"\r\n");
        assertThat(line.sent()).isEqualTo(command("MONITOR"));
        assertThat(line.read()).isEqualTo("+OK\r\n+1 [0 lua] \"GET\"\r\n");
        assertThat(line.reports()).hasSize(1).first().isInstanceOf(AuthEvent.ReauthenticationStalled.class);
    }

    @Test
    void anAuthBeforeWhatCannotBeAccountedForIsStillTakenOut() {
        line.loggedIn().renewed().client("junk\r\n");
        assertThat(line.sent()).isEqualTo(auth(2) + "junk\r\n");
        line.server("+O").server("K\r\n-ERR unknown command\r\n");
        assertThat(line.read()).isEqualTo("-ERR unknown command\r\n");
    }

    @Test
    void aServerThatSendsWhatIsNoRespWhileAnAuthIsUnansweredIsLeft() {
        line.loggedIn().renewed().server("junk\r\n");
        assertThat(line.isClosed()).isTrue();
    }

    @Test
    void whoIsToldOfChangesIsKnown() {
        line.loggedInWithResp3().client(command("client", "tracking", "on"));
        assertThat(line.session().isTracking()).isTrue();
        line.server("+OK\r\n").client(command("CLIENT", "TRACKING", "OFF"));
        assertThat(line.session().isTracking()).isFalse();
        line.server("+OK\r\n").client(command("CLIENT", "TRACKING", "ON") + command("RESET"));
        line.server("+OK\r\n+RESET\r\n");
        assertThat(line.session().isTracking()).isFalse();
    }

    @Test
    void aPingThatIsAskedForIsAnsweredToNobody() {
        line.loggedIn().session().ping();
        line.client(GET).server("+PONG\r\n" + VALUE);
        assertThat(line.sent()).isEqualTo(command("PING") + GET);
        assertThat(line.read()).isEqualTo(VALUE);
    }

    @Test
    void noPingIsSentIntoATransaction() {
        line.loggedIn().client(command("MULTI")).session().ping();
        assertThat(line.sent()).isEqualTo(command("MULTI"));
    }

    @Test
    void anAuthThatIsSentLateHasTimeToBeAnswered() {
        line.loggedIn();
        for (Duration idle = Duration.ZERO; idle.compareTo(Line.LIFE) <= 0; idle = idle.plusSeconds(5)) {
            line.pass(Duration.ofSeconds(5)).client(GET).server(VALUE);
        }
        line.sent();
        line.publish();
        line.pass(Duration.ofSeconds(1)).server("+OK\r\n");
        assertThat(line.sent()).isEqualTo(auth(2));
        assertThat(line.reports()).containsExactly(new AuthEvent.Reauthenticated("lettuce"));
    }

    @Test
    void anAuthPassesWhereTheClientStoppedInTheMiddleOfACommand() {
        line.loggedIn().client(GET + GET.substring(0, 15)).server(VALUE).renewed();
        assertThat(line.sent()).isEqualTo(GET + auth(2));
        line.client(GET.substring(15)).server("+OK\r\n" + VALUE);
        assertThat(line.sent()).isEqualTo(GET);
        assertThat(line.read()).isEqualTo(VALUE + VALUE);
    }

    @Test
    void aLargeCommandGoesOutAsItComesAndTheAuthBehindIt() {
        String set = command("SET", "key", "v".repeat(50_000));
        line.loggedIn().client(set.substring(0, 20_000)).renewed();
        assertThat(line.sent()).isEqualTo(set.substring(0, 20_000));
        line.client(set.substring(20_000, 20_010));
        assertThat(line.sent()).isEqualTo(set.substring(20_000, 20_010));
        line.client(set.substring(20_010) + GET);
        assertThat(line.sent()).isEqualTo(set.substring(20_010) + GET + auth(2));
    }

    @Test
    void aClientThatSendsNothingElseIsToldOfAnUnblock() {
        line.loggedIn()
                .client(command("BLPOP", "queue", "0"))
                .pass(Duration.ofSeconds(2))
                .server("*-1\r\n");
        assertThat(line.read()).isEqualTo("*-1\r\n");
    }

    @Test
    void aLoginOfTheClientsIsNotOvertaken() {
        String bob = command("AUTH", "bob", "secret");
        line.loggedIn().client(bob).renewed();
        assertThat(line.sent()).isEqualTo(bob);
        line.server("+OK\r\n").renewed();
        assertThat(line.sent()).isEmpty();
        assertThat(line.session().carried()).isNull();
    }

    @Test
    void aRefusalOfAnotherLoginIsNotTakenForThatOfOurs() {
        line.client(command("AUTH", "bob", "wrong") + auth(1));
        line.publish();
        line.server("-WRONGPASS no\r\n");
        assertThat(line.read()).isEqualTo("-WRONGPASS no\r\n");
        line.client(GET);
        assertThat(line.sent()).isEqualTo(command("AUTH", "bob", "wrong") + auth(1));
        line.server("+OK\r\n");
        assertThat(line.sent()).contains(GET);
    }

    @Test
    void aNewProtocolIsWaitedFor() {
        line.loggedIn()
                .client(command("HELLO", "3") + command("SUBSCRIBE", "a"))
                .renewed();
        assertThat(line.sent()).isEqualTo(command("HELLO", "3") + command("SUBSCRIBE", "a"));
        line.server("%1\r\n$5\r\nproto\r\n:3\r\n>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n");
        assertThat(line.sent()).isEqualTo(auth(2));
    }

    @Test
    void aSecondMultiMayBeTheOneThatIsAccepted() {
        String both = command("MULTI", "x") + command("MULTI");
        line.loggedIn()
                .client(both)
                .server("-ERR wrong number of arguments\r\n+OK\r\n")
                .renewed();
        assertThat(line.sent()).isEqualTo(both);
    }

    @Test
    void whatFollowsADiscardWaitsForItsAnswer() {
        String discard = command("MULTI") + command("DISCARD");
        line.loggedIn().client(discard + GET).renewed().server("+OK\r\n");
        assertThat(line.sent()).isEqualTo(discard);
        line.server("-NOPERM no\r\n");
        assertThat(line.sent()).isEqualTo(GET);
        line.client(command("DISCARD")).server("+QUEUED\r\n+OK\r\n");
        assertThat(line.sent()).isEqualTo(command("DISCARD") + auth(2));
    }

    @Test
    void repliesThatWereEndedAgainAreNotCertain() {
        String replies = command("CLIENT", "REPLY", "OFF")
                + command("CLIENT", "REPLY", "ON")
                + command("CLIENT", "REPLY", "OFF");
        line.loggedIn().client(replies).server("+OK\r\n").renewed();
        assertThat(line.sent()).isEqualTo(replies);
        line.client(command("CLIENT", "REPLY", "ON")).server("+OK\r\n");
        assertThat(line.sent()).isEqualTo(command("CLIENT", "REPLY", "ON") + auth(2));
    }

    @Test
    void aClientCommandKeepsClientCachingForTheNext() {
        String caching = command("CLIENT", "CACHING", "YES");
        line.loggedInWithResp3().client(caching).renewed().client(command("CLIENT", "ID"));
        line.server("+OK\r\n:7\r\n");
        assertThat(line.sent()).isEqualTo(caching + command("CLIENT", "ID"));
        line.client(GET);
        assertThat(line.sent()).isEqualTo(GET + auth(2));
    }

    @Test
    void afterAResetNothingIsSentUntilTheNextLogin() {
        line.loggedIn().client(command("RESET")).renewed();
        assertThat(line.sent()).isEqualTo(command("RESET"));
        line.server("+RESET\r\n").pass(Duration.ofSeconds(50));
        assertThat(line.sent()).isEmpty();
        line.client(auth(2)).server("+OK\r\n").pass(Duration.ofSeconds(15));
        assertThat(line.sent()).isEqualTo(auth(2) + command("PING"));
    }

    @Test
    void aTimerThatIsALittleEarlyIsNotTheLast() {
        line.wakesEarlyBy(Duration.ofMillis(1));
        line.loggedIn();
        for (int i = 0; i < 5; i++) {
            line.pass(Duration.ofSeconds(16));
            assertThat(line.sent()).startsWith(command("PING"));
            line.server("+PONG\r\n");
        }
    }

    @Test
    void aRefusedLoginThatWaitsForAnotherKeyIsToldWhereTheCountIsLost() {
        line.publish(key("first"));
        line.client(command("AUTH", "first")).server("-WRONGPASS no\r\n");
        assertThat(line.read()).isEmpty();
        assertThat(line.session().isAnswered()).isFalse();
        line.server("-ERR bye\r\n");
        assertThat(line.read()).isEqualTo("-WRONGPASS no\r\n-ERR bye\r\n");
    }

    @Test
    void aRefusedKeyIsFollowedByTheOther() {
        line.publish(key("first"));
        line.client(command("AUTH", "first") + GET).server("-ERR WRONGPASS no\r\n");
        line.publish(key("second"));
        line.pass(Duration.ZERO);
        assertThat(line.sent()).isEqualTo(command("AUTH", "first") + command("AUTH", "default", "second"));
        line.server("+OK\r\n");
        assertThat(line.read()).isEqualTo("+OK\r\n");
        assertThat(line.sent()).isEqualTo(GET);
    }

    @Test
    void aRefusedKeyThatNothingFollowsIsTold() {
        line.publish(key("first"));
        line.client(command("AUTH", "first") + GET).server("-WRONGPASS no\r\n");
        line.pass(Duration.ofSeconds(2));
        assertThat(line.read()).isEqualTo("-WRONGPASS no\r\n");
        assertThat(line.sent()).isEqualTo(command("AUTH", "first") + GET);
    }

    @Test
    void whatIsSentUponARefusalDoesNotOvertakeWhatWasHeldBack() {
        line.publish(key("first"));
        line.client(command("AUTH", "first") + GET).server("-WRONGPASS no\r\n");
        line.onRead(() -> line.client(command("QUIT")));
        line.pass(Duration.ofSeconds(2));
        assertThat(line.sent()).isEqualTo(command("AUTH", "first") + GET + command("QUIT"));
    }

    @Test
    void aLoginThatHelloRefusesAndAuthTakesIsToldAsAMatterOfTheProtocol() {
        String hello = command("HELLO", "3", "AUTH", Line.OID, "token-1");
        line.client(hello + GET).server("-WRONGPASS no\r\n");
        assertThat(line.sent()).isEqualTo(hello + auth(1));
        assertThat(line.read()).isEmpty();
        line.onRead(() -> line.client(auth(1)));
        line.server("+OK\r\n");
        assertThat(line.read()).startsWith("-NOPROTO ").endsWith("(REDIS_PROTOCOL=resp2)\r\n");
        assertThat(line.sent()).as("held back before what comes of it").isEqualTo(GET + auth(1));
        line.onRead(() -> {});
        line.server("$-1\r\n+OK\r\n");
        assertThat(line.read()).isEqualTo("$-1\r\n+OK\r\n");
        line.renewed();
        assertThat(line.sent()).isEqualTo(auth(2));
    }

    @Test
    void aLoginThatAuthRefusesAsWellIsToldInTheServersWords() {
        String hello = command("HELLO", "3", "AUTH", Line.OID, "token-1", "SETNAME", "me");
        line.client(hello + GET).server("-WRONGPASS of HELLO\r\n").server("-WRONGPASS of AUTH\r\n");
        assertThat(line.read()).isEqualTo("-WRONGPASS of HELLO\r\n");
        assertThat(line.sent()).isEqualTo(hello + auth(1) + GET);
        assertThat(line.reports()).singleElement().isInstanceOf(AuthEvent.LoginRefused.class);
    }

    @Test
    void aServerThatRepeatsWhatItWasSentDoesNotRepeatTheSecret() {
        line.publish(key("a-key-of-some-length"));
        line.client(command("HELLO", "3", "AUTH", "default", "a-key-of-some-length"))
                .server(
                        "-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'a-key-of-some\r\n");
        assertThat(line.read())
                .isEqualTo("-ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' '***\r\n");
    }

    @Test
    void aKeyThatHelloRefusesWaitsForAnotherBeforeItIsTriedByAuth() {
        line.publish(key("first"));
        String hello = command("HELLO", "3", "AUTH", "default", "first");
        line.client(hello).server("-WRONGPASS no\r\n");
        assertThat(line.sent()).isEqualTo(hello);
        line.pass(Duration.ofSeconds(2));
        assertThat(line.sent()).isEqualTo(command("AUTH", "default", "first"));
        line.pass(Duration.ofSeconds(2));
        assertThat(line.read()).isEmpty();
        line.server("+OK\r\n");
        assertThat(line.read()).startsWith("-NOPROTO ");
    }

    @Test
    void aRefusedHelloOfTheOlderProtocolIsToldAsItIs() {
        String hello = command("HELLO", "2", "AUTH", Line.OID, "token-1");
        line.client(hello).server("-WRONGPASS no\r\n");
        assertThat(line.read()).isEqualTo("-WRONGPASS no\r\n");
        assertThat(line.sent()).isEqualTo(hello);
    }

    private static RedisCredential key(String key) {
        return new RedisCredential("default", Secret.of(key), CredentialKind.ACCESS_KEY, null);
    }

    @Test
    void aTimeoutOfMoreDigitsThanTheServerTakesIsTheServersToRefuse() {
        String pop = command("BLPOP", "queue", "999999999999999999");
        line.loggedIn().client(pop);
        assertThat(line.sent()).isEqualTo(pop);
    }

    /** Its message and the AUTH cross, so that it is taken for what answers the SUNSUBSCRIBE. */
    @Test
    void aShardedSubscriptionThatTheServerEndsAsItIsLeftIsToldOnce() {
        line.loggedIn().client(command("SSUBSCRIBE", "a"));
        line.server("*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n").renewed();
        line.read();
        String ended = "*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n";
        line.server(ended + ended + "+OK\r\n" + "*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n");
        assertThat(line.read()).isEqualTo(ended);
        assertThat(line.reports()).containsExactly(new AuthEvent.Reauthenticated("lettuce"));
    }

    /** The same, as its client leaves it: the answer to that must not be taken for the next command's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aShardedSubscriptionThatTheServerEndsAsItsClientLeavesItIsNoOtherAnswer(boolean byName) {
        line.loggedIn().client(command("SSUBSCRIBE", "a"));
        line.server("*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n");
        line.client((byName ? command("SUNSUBSCRIBE", "a") : command("SUNSUBSCRIBE")) + GET);
        line.read();
        String ended = "*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n";
        String answer = byName ? ended : "*3\r\n$12\r\nsunsubscribe\r\n$-1\r\n:0\r\n";
        line.server(ended + answer);
        assertThat(line.session().isAnswered()).isFalse();
        line.server("$1\r\nv\r\n").renewed();
        assertThat(line.read()).isEqualTo(ended + answer + "$1\r\nv\r\n");
        assertThat(line.session().isAnswered()).isFalse();
        line.server("+OK\r\n");
        assertThat(line.read()).isEmpty();
        assertThat(line.reports()).containsExactly(new AuthEvent.Reauthenticated("lettuce"));
    }

    /** What a client asks for just then may look like a message. */
    @Test
    void aListBehindTheLastSubscriptionsEndIsAnAnswer() {
        line.loggedIn().client(command("SSUBSCRIBE", "a"));
        line.server("*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n");
        line.client(command("SUNSUBSCRIBE") + GET);
        line.server("*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n");
        line.server("*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n$1\r\n0\r\n");
        assertThat(line.session().isAnswered()).isTrue();
    }

    @Test
    void aShardedSubscriptionThatTheServerEndsIsNotJoinedAgain() {
        String subscribe = command("SSUBSCRIBE", "a");
        line.loggedIn().client(subscribe).server("*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n");
        line.server("*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n").renewed();
        assertThat(line.sent()).isEqualTo(subscribe + auth(2));
        line.server("+OK\r\n").client(command("LRANGE", "l", "0", "-1")).server("*1\r\n$7\r\nmessage\r\n");
        assertThat(line.session().isAnswered()).isTrue();
    }

    @Test
    void aLookupThatIsRefusedIsNotShownWhereTheClientGoesOnToMonitor() {
        String read = command("XREAD", "BLOCK", "0", "STREAMS", "s", "$");
        line.loggedIn().client(read + command("MONITOR")).server("-NOPERM no\r\n");
        assertThat(line.read()).isEmpty();
        assertThat(line.sent())
                .isEqualTo(command("XREVRANGE", "s", "+", "-", "COUNT", "1") + read + command("MONITOR"));
        line.server("*-1\r\n+OK\r\n");
        assertThat(line.read()).isEqualTo("*-1\r\n+OK\r\n");
    }

    @Test
    void aChannelWithALongNameIsConfirmedLikeAnyOther() {
        String name = "n".repeat(10_000);
        String confirmed = "*3\r\n$9\r\nsubscribe\r\n$10000\r\n" + name + "\r\n:1\r\n";
        line.loggedIn().client(command("SUBSCRIBE", name)).server(confirmed).renewed();
        assertThat(line.sent())
                .isEqualTo(command("SUBSCRIBE", name)
                        + command("UNSUBSCRIBE", name)
                        + auth(2)
                        + command("SUBSCRIBE", name));
        line.server("*3\r\n$11\r\nunsubscribe\r\n$10000\r\n" + name + "\r\n:0\r\n+OK\r\n" + confirmed);
        assertThat(line.read()).isEqualTo(confirmed);
        assertThat(line.isClosed()).isFalse();
    }

    @Test
    void theNextAuthWaitsUntilASubscriberIsBack() {
        String confirmed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
        String left = "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n";
        line.loggedIn().client(command("SUBSCRIBE", "a")).server(confirmed).renewed();
        line.sent();
        line.server(left + "-WRONGPASS no\r\n").pass(Duration.ofSeconds(7));
        line.server(confirmed.substring(0, 7)).pass(Duration.ofSeconds(7));
        assertThat(line.sent()).isEmpty();
        line.server(confirmed.substring(7));
        assertThat(line.sent()).isEqualTo(command("UNSUBSCRIBE", "a") + auth(2) + command("SUBSCRIBE", "a"));
    }

    @Test
    void aSubscriberWhoMayNotReturnIsClosed() {
        line.loggedIn()
                .client(command("PSUBSCRIBE", "a*"))
                .server("*3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:1\r\n")
                .renewed();
        line.server("*3\r\n$12\r\npunsubscribe\r\n$2\r\na*\r\n:0\r\n+OK\r\n-NOPERM no\r\n");
        assertThat(line.isClosed()).isTrue();
        assertThat(line.read()).isEqualTo("*3\r\n$10\r\npsubscribe\r\n$2\r\na*\r\n:1\r\n");
    }

    @Test
    void aSubscriberWhoMayNotLeaveStaysAndItsAuthIsTriedAgain() {
        String confirmed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
        String message = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n";
        line.loggedIn().client(command("SUBSCRIBE", "a")).server(confirmed).renewed();
        line.sent();
        line.server("-NOPERM no\r\n-ERR Can't execute 'auth'\r\n" + confirmed + message);
        assertThat(line.isClosed()).isFalse();
        assertThat(line.read()).isEqualTo(confirmed + message);
        assertThat(line.reports()).singleElement().isInstanceOf(AuthEvent.ReauthenticationFailed.class);
        line.pass(Line.LIFE.dividedBy(2));
        assertThat(line.sent()).contains(command("UNSUBSCRIBE", "a") + auth(2) + command("SUBSCRIBE", "a"));
    }

    @Test
    void aRefusedAuthIsNotSentAgainAtOnceWhereTheTokenHasExpired() {
        line.loggedIn();
        for (Duration idle = Duration.ZERO; idle.compareTo(Line.LIFE) <= 0; idle = idle.plusSeconds(5)) {
            line.pass(Duration.ofSeconds(5)).client(GET).server(VALUE);
        }
        line.sent();
        line.publish();
        line.pass(Duration.ZERO);
        assertThat(line.sent()).isEqualTo(auth(2));
        line.server("-WRONGPASS no\r\n").pass(Duration.ofSeconds(9));
        assertThat(line.sent()).isEmpty();
        for (int i = 0; i < 3; i++) {
            line.client(GET).server(VALUE).pass(Duration.ofSeconds(9));
        }
        assertThat(line.sent()).contains(auth(2));
    }

    @Test
    void anAuthThatIsSentInTheSameMomentAsABeatHasAsLongAsAnyOther() {
        line.withoutSpread().loggedIn().late(Duration.ofSeconds(5));
        line.publish();
        line.pass(Duration.ofSeconds(12));
        assertThat(line.sent()).isEqualTo(auth(2));
        assertThat(line.isClosed()).isFalse();
        line.pass(Duration.ofSeconds(8));
        assertThat(line.isClosed()).isTrue();
    }

    /** A thousand connections are told at once. What each does then delays the commands of all. */
    @Test
    void aRenewalSetsATimerForTheAuthAndDoesNothingElse() {
        line.amidSpread(0.5).loggedIn();
        int before = line.wakes();
        line.publish();
        assertThat(line.wakes()).isEqualTo(before + 1);
        line.pass(Duration.ofMillis(2_999));
        assertThat(line.wakes()).isEqualTo(before + 1);
        assertThat(line.sent()).isEmpty();
        line.pass(Duration.ofMillis(1));
        assertThat(line.sent()).isEqualTo(auth(2));
    }

    @Test
    void renewalsOneAfterTheOtherPutOffNoAuth() {
        line.amidSpread(0.5).loggedIn();
        for (int renewal = 2; renewal <= 4; renewal++) {
            line.publish();
            line.pass(Duration.ofMillis(900));
            assertThat(line.sent()).isEmpty();
        }
        line.pass(Duration.ofMillis(300));
        assertThat(line.sent()).isEqualTo(auth(4));
        line.server("+OK\r\n");
        assertThat(line.session().carried()).isEqualTo(line.current());
    }

    @Test
    void clientReplyKeepsClientCachingForTheNext() {
        String both = command("CLIENT", "CACHING", "YES") + command("CLIENT", "REPLY", "ON");
        line.loggedInWithResp3().client(both).server("+OK\r\n+OK\r\n").renewed();
        assertThat(line.sent()).isEqualTo(both);
        line.client(GET);
        assertThat(line.sent()).isEqualTo(GET + auth(2));
    }

    @Test
    void clientReplyEndsAsking() {
        line.loggedIn().client(command("CLIENT", "REPLY", "SKIP") + command("ASKING"));
        line.client(command("CLIENT", "REPLY", "ON")).server("+OK\r\n");
        line.sent();
        assertThat(line.renewed().sent()).isEqualTo(auth(2));
    }

    @Test
    void whatIsForTheNextCommandStaysSoWhereMultiIsRefused() {
        String both = command("MULTI") + command("ASKING");
        line.loggedIn().client(both).server("-NOPERM no\r\n+OK\r\n").renewed();
        assertThat(line.sent()).isEqualTo(both);
        line.client(GET);
        assertThat(line.sent()).isEqualTo(GET + auth(2));
    }

    /** It was meant to be queued, and so went out in one piece. */
    @ParameterizedTest
    @ValueSource(strings = {"BLPOP queue 0", "WAIT 1 0"})
    void whatBlocksBehindARefusedMultiIsNotTakenForDead(String blocking) {
        line.loggedIn().client(command("MULTI") + command(blocking.split(" "))).server("-NOPERM no\r\n");
        line.pass(Duration.ofMinutes(5));
        assertThat(line.reports()).isEmpty();
        line.server(":1\r\n").renewed();
        assertThat(line.sent()).endsWith(auth(2));
    }

    @Test
    void allSlicesTogetherLastAsLongAsTheCall() {
        line.loggedIn().pass(Duration.ofNanos(12_345_678));
        line.client(command("XREAD", "BLOCK", "7000", "STREAMS", "s", "0"));
        assertThat(line.sent()).isEqualTo(command("XREAD", "BLOCK", "5998", "STREAMS", "s", "0"));
        line.pass(Duration.ofMillis(5998)).server("*-1\r\n");
        assertThat(line.sent()).isEqualTo(command("XREAD", "BLOCK", "1002", "STREAMS", "s", "0"));
    }

    /** Counted in bytes that are allocated: of 2 MB, each command once took all that was left. */
    @Test
    void manyCommandsThatWaitOneBehindTheOtherAreNotMovedEachTime() {
        int many = 10_000;
        line.loggedIn().client(command("BLPOP", "queue-" + "q".repeat(150), "0").repeat(many));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            line.server("*2\r\n$1\r\nq\r\n" + VALUE);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000_000);
        assertThat(line.read()).hasSize(100 * 22);
        assertThat(line.sent().split("BLPOP", -1)).hasSize(1 + 1 + 100);
    }

    @Test
    void whatIsHeldBackHasAnEnd() {
        HeldBack held = new HeldBack(1_000);
        byte[] bytes = GET.getBytes(StandardCharsets.US_ASCII);
        int appended = 0;
        while (held.append(bytes, 0, bytes.length)) {
            appended += bytes.length;
        }
        assertThat(appended).isGreaterThan(1_000 - bytes.length);
        held.takenUntil(held.from() + bytes.length);
        assertThat(held.append(bytes, 0, bytes.length)).isTrue();
        assertThat(new String(held.array(), held.from(), held.to() - held.from(), StandardCharsets.US_ASCII))
                .isEqualTo(GET.repeat(appended / bytes.length));
        held.takenUntil(held.to());
        assertThat(held.isEmpty()).isTrue();
        assertThat(held.array()).hasSizeLessThan(2_000);
    }

    @Test
    void aHelloThatIsRefusedHalfwayMayHaveLoggedInOrNot() {
        line.loggedIn();
        String hello = command("HELLO", "3", "AUTH", Line.OID, "token-1", "SETNAME", "not a name");
        line.client(hello + GET)
                .server("-ERR Client names cannot contain spaces\r\n")
                .renewed();
        assertThat(line.sent()).isEqualTo(hello + GET);
        assertThat(line.read()).isEqualTo("-ERR Client names cannot contain spaces\r\n");
        assertThat(line.reports())
                .containsExactly(
                        new AuthEvent.ReauthenticationStalled("lettuce", "HELLO was refused after it had logged in"));
    }

    @Test
    void aHelloWithAProtocolThatThereIsNotLogsNobodyIn() {
        String hello = command("HELLO", "4", "AUTH", Line.OID, "token-1");
        line.loggedIn()
                .client(hello)
                .server("-NOPROTO unsupported protocol version\r\n")
                .renewed();
        assertThat(line.sent()).isEqualTo(hello + auth(2));
    }

    @Test
    void whoMayNotBringTheRepliesBackIsLeftAlone() {
        String replies = command("CLIENT", "REPLY", "SKIP") + GET + command("CLIENT", "REPLY", "ON");
        line.loggedIn().client(replies).renewed().server("-NOPERM no\r\n");
        line.client(GET).server(VALUE);
        assertThat(line.sent()).isEqualTo(replies + GET);
        assertThat(line.read()).isEqualTo("-NOPERM no\r\n" + VALUE);
        assertThat(line.reports())
                .containsExactly(new AuthEvent.ReauthenticationStalled(
                        "lettuce", "CLIENT REPLY was not answered as it had to be"));
    }

    /** Some versions answer it, and some do not. */
    @Test
    void aResetWhereItsAnswerMayBeSkippedMakesItLetGo() {
        String both = command("CLIENT", "REPLY", "SKIP") + command("RESET");
        line.loggedIn().client(both).renewed().client(auth(2)).server("+RESET\r\n+OK\r\n");
        line.pass(Duration.ofSeconds(50)).renewed();
        assertThat(line.sent()).isEqualTo(both + auth(2));
        assertThat(line.read()).isEqualTo("+RESET\r\n+OK\r\n");
        assertThat(line.reports())
                .containsExactly(new AuthEvent.ReauthenticationStalled(
                        "lettuce", "its client sent RESET where its answer cannot be told"));
    }

    @Test
    void anAuthThatWaitsForHalfOfWhatTheTokenHasLeftIsReportedOnce() {
        line.loggedIn().client(command("MULTI")).server("+OK\r\n").renewed();
        for (int i = 0; i < 4; i++) {
            line.pass(Duration.ofSeconds(5)).client(GET).server("+QUEUED\r\n");
        }
        assertThat(line.reports()).isEmpty();
        for (int i = 0; i < 3; i++) {
            line.pass(Duration.ofSeconds(5)).client(GET).server("+QUEUED\r\n");
        }
        assertThat(line.reports())
                .containsExactly(new AuthEvent.ReauthenticationStalled("lettuce", "a transaction is open on it"));
    }

    @Test
    void anAuthThatIsAnsweredWithSomethingElseEndsTheConnection() {
        line.loggedIn().renewed().server(":1\r\n");
        assertThat(line.isClosed()).isTrue();
        assertThat(line.read()).isEmpty();
        assertThat(line.reports())
                .containsExactly(new AuthEvent.ConnectionDied("lettuce", "an AUTH was answered with something else"));
    }

    @Test
    void aLoginIsTriedThreeTimesAndThenItsClientIsTold() {
        String refusal = "-WRONGPASS no\r\n";
        line.client(auth(1));
        for (int i = 0; i < 3; i++) {
            line.publish();
            line.server(refusal);
        }
        assertThat(line.sent()).isEqualTo(auth(1) + auth(2) + auth(3));
        assertThat(line.read()).isEqualTo(refusal);
        assertThat(line.reports())
                .hasSize(3)
                .allSatisfy(report -> assertThat(report).isInstanceOf(AuthEvent.LoginRefused.class));
    }

    @Test
    void aNameThatReadsLikeAnOptionIsAName() {
        line.client(command("HELLO", "3", "SETNAME", "AUTH", "AUTH", Line.OID, "token-1"))
                .server("%1\r\n$5\r\nproto\r\n:3\r\n");
        assertThat(line.session().carried()).isEqualTo(line.current());
    }

    @Test
    void whatIsForABlockIsRepeatedForEachSlice() {
        String asking = command("ASKING");
        line.loggedIn().client(asking + command("BLPOP", "queue", "0"));
        assertThat(line.sent()).isEqualTo(asking + command("BLPOP", "queue", "6.000"));
        line.server("+OK\r\n").pass(Duration.ofSeconds(6)).server("*-1\r\n");
        assertThat(line.sent()).isEqualTo(asking + command("BLPOP", "queue", "5.400"));
        String element = "*2\r\n$5\r\nqueue\r\n$10000\r\n" + "e".repeat(10_000) + "\r\n";
        line.server("+OK\r\n" + element.substring(0, 5_000)).server(element.substring(5_000));
        assertThat(line.read()).isEqualTo("+OK\r\n" + element);
        assertThat(line.session().isAnswered()).isTrue();
    }

    @Test
    void whoWaitsForReplicasIsNotTakenForDead() {
        String wait = command("WAIT", "2", "0");
        line.loggedIn().client(wait).pass(Duration.ofSeconds(5)).pass(Duration.ofMinutes(3));
        assertThat(line.isClosed()).isFalse();
        assertThat(line.sent()).isEqualTo(wait);
    }

    @Test
    void aLoginInATransactionMakesItLetGo() {
        String sent = command("MULTI") + auth(1);
        line.loggedIn().client(sent).renewed().client(command("EXEC")).server("+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n");
        assertThat(line.sent()).isEqualTo(sent + command("EXEC"));
        assertThat(line.read()).isEqualTo("+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n");
        assertThat(line.session().sendsUnread()).isEqualTo(Long.MAX_VALUE);
        assertThat(line.session().receivesUnread()).isEqualTo(Long.MAX_VALUE);
        assertThat(line.reports())
                .containsExactly(new AuthEvent.ReauthenticationStalled(
                        "lettuce", "its client sent AUTH where its answer cannot be told"));
    }

    @Test
    void aCommandThatIsReadAsAWholeHasAnEnd() {
        String subscribe = command("SUBSCRIBE", "c".repeat(2_000_000));
        line.loggedIn().client(subscribe.substring(0, 1_500_000)).renewed();
        line.client(subscribe.substring(1_500_000));
        assertThat(line.sent().equals(subscribe)).isTrue();
        assertThat(line.reports()).hasSize(1);
    }

    @Test
    void aResetThatIsNotAnsweredAsSuchIsTheLastThatIsCounted() {
        line.loggedIn().client(command("RESET")).server("-NOPERM no\r\n").renewed();
        assertThat(line.sent()).isEqualTo(command("RESET"));
        assertThat(line.reports())
                .containsExactly(
                        new AuthEvent.ReauthenticationStalled("lettuce", "RESET was not answered as it had to be"));
    }
}
