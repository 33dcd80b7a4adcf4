package dev.redisentra.core.spi.session;

import java.time.Duration;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;

/** What a session sends by itself between two commands of its client's: AUTH and PING. When, and what their answers mean. */
final class OwnCommands {
    private final Connection connection;
    private final Heartbeat heartbeat;
    private boolean beats;
    private long nextBeat;

    OwnCommands(Connection connection, Heartbeat heartbeat) {
        this.connection = connection;
        this.heartbeat = heartbeat;
    }

    // AUTH

    /** The connection logged in by itself; null with something that is none of ours. */
    void loggedIn(@Nullable RedisCredential with) {
        connection.reauthentication.loggedIn(with);
        if (with == null) {
            beats = false;
            return;
        }
        if (!beats) {
            beats = true;
            nextBeat = connection.sessions.nanoTime() + Heartbeat.INTERVAL.toNanos();
        }
        connection.wakeAfter(Heartbeat.INTERVAL);
        // A renewal in the middle of the handshake was told to a connection that carried nothing yet.
        plan();
    }

    /** Sends an AUTH where it is time for one, and else sees to it that it is sent in time. */
    void plan() {
        Duration plan = connection.reauthentication.plan();
        if (plan != null) {
            connection.wakeAfter(plan);
        }
        authenticate();
    }

    /** Sends the AUTH that is due, if there is a place for it. */
    void authenticate() {
        Reauthentication reauthentication = connection.reauthentication;
        if (!reauthentication.isDue() || connection.isClosed() || connection.isLettingGo()) {
            return;
        }
        RedisCredential next = reauthentication.next();
        if (next == null) {
            reauthentication.notDue();
            return;
        }
        String obstacle = obstacle();
        if (obstacle != null) {
            reauthentication.waits(obstacle);
            return;
        }
        send(next);
    }

    private void send(RedisCredential next) {
        byte[] auth = Resp.command("AUTH", next.username(), next.password().reveal());
        Bytes all = new Bytes();
        if (!connection.resp3) {
            connection.subscriptions.leave().forEach(change -> append(change, all));
        }
        connection.expected.add(Expected.Kind.OWN_AUTH).credential = next;
        all.append(auth, 0, auth.length);
        if (!connection.resp3) {
            connection.subscriptions.join().forEach(change -> append(change, all));
        }
        connection.reauthentication.sent(next);
        connection.sendOwn(all.take());
    }

    private void append(Subscriptions.Change change, Bytes all) {
        Expected reply = connection.expected.add(Expected.Kind.OWN_SUBSCRIPTION);
        reply.command = change.command();
        reply.confirmations = change.names().size();
        byte[] command = change.encoded();
        all.append(command, 0, command.length);
    }

    /** Why nothing of the session's own can go out now; null where it can. */
    private @Nullable String obstacle() {
        if (connection.midway) {
            return "its client is in the middle of a command";
        } else if (!connection.takesMore()) {
            return "the server reads nothing";
        } else if (connection.login != null || connection.expected.decides()) {
            return "the answer to a command is to come that decides what may follow";
        }
        return connection.conversation.obstacle();
    }

    void authAnswered(Expected reply, ReplyHead head) {
        RedisCredential sent = reply.credential;
        connection.expected.answered();
        if (sent == null) {
            return;
        }
        if (head.isOk()) {
            connection.reauthentication.accepted(sent);
        } else if (head.isError()) {
            connection.reauthentication.refused(sent, head.error());
        } else {
            connection.dies("an AUTH was answered with something else");
            return;
        }
        plan();
    }

    // PING

    /** Time has passed. */
    void wake(long now) {
        if (connection.reauthentication.isOverdue()) {
            connection.dies("an AUTH was not answered before its token expired");
        } else if (beats && now - nextBeat >= 0) {
            beat(now);
        }
        if (!connection.isClosed()) {
            plan(); // after the beat, which is not to count it as unanswered
            if (beats) {
                connection.wakeAfter(Duration.ofNanos(Math.max(0, nextBeat - now)));
            }
        }
    }

    private void beat(long now) {
        nextBeat = now + Heartbeat.INTERVAL.toNanos();
        switch (heartbeat.beat(connection.expected)) {
            case DEAD -> connection.dies("nothing was answered any more");
            case IDLE -> ping();
            case ALIVE -> {}
        }
    }

    /** If there is a place for one. */
    void ping() {
        if (beats && obstacle() == null) {
            connection.expected.add(Expected.Kind.OWN_PING);
            connection.sendOwn(Resp.command("PING"));
        }
    }
}
