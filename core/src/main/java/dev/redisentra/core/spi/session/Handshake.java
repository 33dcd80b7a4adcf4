package dev.redisentra.core.spi.session;

import java.time.Duration;
import java.util.List;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.Redaction;
import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** The user that is logged in: by the client's {@code HELLO}, {@code AUTH} and {@code RESET}, and by a refused login that is sent again. */
final class Handshake {
    /** What a client gets that may speak the older protocol, and takes that from a server. */
    private static final byte[] NO_LOGIN_IN_HELLO = Resp.bytes(
            "-NOPROTO a login in HELLO is refused here, and the same by AUTH is not: speak RESP2 (REDIS_PROTOCOL=resp2)\r\n");

    private final Connection connection;
    private final OwnCommands own;

    Handshake(Connection connection, OwnCommands own) {
        this.connection = connection;
        this.own = own;
    }

    /** A login is to go out. */
    void logsIn(CommandKind kind, List<byte[]> words) {
        Conversation conversation = connection.conversation;
        if (conversation.isInTransaction() || conversation.isSilent()) {
            connection.letGo("its client sent %s where its answer cannot be told".formatted(kind));
            return;
        }
        conversation.takePrefix();
        Login.Claim claim = Login.claim(kind, words);
        RedisCredential credential = claim == null ? null : connection.sessions.find(claim);
        Expected reply = connection.expected.add(Expected.Kind.LOGIN);
        reply.hello = kind == CommandKind.HELLO;
        reply.logsIn = claim != null;
        reply.credential = credential;
        if (claim != null && credential != null) {
            connection.login = Login.of(words, claim, credential);
        }
    }

    /** Returns whether the client gets it. */
    boolean loginAnswered(Expected reply, ReplyHead head, boolean complete) {
        boolean hello = reply.hello;
        boolean logsIn = reply.logsIn;
        RedisCredential with = reply.credential;
        boolean insteadOfHello = reply.insteadOfHello;
        connection.expected.answered();
        if (insteadOfHello) {
            return answeredByAuth(head, complete, with);
        }
        boolean refused = head.isError() && ReplyHead.refusesLogin(head.error());
        if (!head.isError()) {
            accepted(head, logsIn, with);
        } else if (with != null
                && connection.login != null
                && refused
                && complete
                && triesAgain(connection.login, head)) {
            return false;
        } else if (hello
                && logsIn
                && !refused
                && connection.reauthentication.carried() != null
                && !head.error().startsWith("NOPROTO")) {
            connection.letGo("HELLO was refused after it had logged in");
        }
        if (with != null) {
            connection.login = null;
            if (head.isError() && complete) {
                withoutSecrets(head);
            }
        }
        return true;
    }

    /** A server that does not know HELLO repeats what it was sent, and clients put that into their exceptions. */
    private static void withoutSecrets(ReplyHead refusal) {
        String error = refusal.error();
        String shown = Redaction.of(error);
        if (!shown.equals(error)) {
            refusal.becomes(Resp.bytes("-" + shown + "\r\n"));
        }
    }

    private void accepted(ReplyHead head, boolean logsIn, @Nullable RedisCredential with) {
        if (head.type() == '%') {
            connection.resp3 = true;
        } else if (head.type() == '*') {
            connection.resp3 = false;
        }
        if (logsIn) {
            own.loggedIn(with);
        }
    }

    void wasReset(long silences, ReplyHead head) {
        connection.expected.answered();
        if (head.isReset()) {
            connection.conversation.certain(silences);
            connection.subscriptions.clear();
            own.loggedIn(null);
            connection.resp3 = false;
            connection.tracking = false;
        } else {
            connection.losesCount("RESET was not answered as it had to be");
        }
    }

    private boolean triesAgain(Login refused, ReplyHead head) {
        Sessions sessions = connection.sessions;
        sessions.report(new AuthEvent.LoginRefused(connection.name(), refused.tried(), new Refusal(head.error())));
        if (!refused.mayTryAgain()) {
            return asksByAuth(refused, head.copy());
        }
        if (sendsAnother(refused)) {
            return true;
        }
        Duration patience = ReauthenticationTiming.forAnother(refused.tried());
        if (patience.isZero()) {
            return asksByAuth(refused, head.copy());
        }
        refused.waits(head.copy(), sessions.nanoTime() + patience.toNanos());
        connection.wakeAfter(patience);
        return true;
    }

    /**
     * Some servers refuse in HELLO the login that they take by AUTH, in the same words as a wrong one. Only an AUTH tells,
     * and its client would look for the fault in the credential.
     */
    private boolean asksByAuth(Login refused, byte[] refusal) {
        if (!refused.mayAskByAuth()) {
            return false;
        }
        Expected reply = connection.expected.add(Expected.Kind.LOGIN);
        reply.logsIn = true;
        reply.insteadOfHello = true;
        reply.credential = refused.tried();
        connection.sendOwn(refused.asksByAuth(refusal));
        return true;
    }

    private boolean answeredByAuth(ReplyHead head, boolean complete, @Nullable RedisCredential with) {
        byte[] refusal = connection.login == null ? null : connection.login.refusal();
        connection.login = null;
        if (refusal == null || !complete) {
            connection.dies("an AUTH was answered with something else");
            return false;
        }
        boolean takenByAuth = head.isOk();
        head.becomes(takenByAuth ? NO_LOGIN_IN_HELLO : refusal);
        if (takenByAuth) {
            own.loggedIn(with);
        }
        return true;
    }

    private boolean sendsAnother(Login refused) {
        RedisCredential other = connection.sessions.current();
        if (other == null || other.equals(refused.tried())) {
            return false;
        }
        Expected reply = connection.expected.add(Expected.Kind.LOGIN);
        reply.logsIn = true;
        reply.credential = other;
        connection.sendOwn(refused.tryAgain(other));
        return true;
    }

    /**
     * Time has passed: a refused login may wait for another credential.
     *
     * @return its refusal, where it has waited for long enough: the client gets it behind what was held back
     */
    byte @Nullable [] waited(long now) {
        Login refused = connection.login;
        byte[] refusal = refused == null ? null : refused.refusal();
        if (refused == null || refusal == null || refused.isAskingByAuth() || sendsAnother(refused)) {
            return null;
        }
        long left = refused.patienceEnds() - now;
        if (left > 0) {
            connection.wakeAfter(Duration.ofNanos(left));
            return null;
        }
        if (asksByAuth(refused, refusal)) {
            return null;
        }
        connection.login = null;
        return refusal;
    }
}
