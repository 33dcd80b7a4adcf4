package dev.redisentra.core.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.renewal.ReauthenticationTiming;
import org.jspecify.annotations.Nullable;

/**
 * One connection's session: is handed all that its client sends and all that the server answers, passes it on as it is, and
 * puts an AUTH between two commands when a newer credential is there. The reply to that it takes out again: the client reads
 * exactly what it would have read without.
 *
 * <p>It takes part where the login that it saw carried a credential of its source; any other connection is none of its
 * business. What it cannot account for makes it let go: it sends nothing on that connection any more, and says so in an
 * event.
 *
 * <p>Not thread-safe: one call at a time, by the connection's own thread or under its own lock. Calls nothing but its {@link
 * Wire} and the source's {@code current} and {@code report}, and never blocks.
 */
public final class Session {
    /** What a reply's beginning has to be held back for is told by far fewer bytes. */
    private static final int ENOUGH = 4_096;

    /**
     * A command whose end is still to come is kept until it comes: a client that fills a buffer stops in the middle of one,
     * and no AUTH could pass. Of one that is longer than this, the beginning goes out.
     */
    private static final int MOST_UNFINISHED = 16_384;

    /** A command that has to be there as a whole is no longer than this. */
    private static final int LONGEST_COMMAND = 1 << 20;

    /** Some timers count in milliseconds. One that is a little early must not be waited for again. */
    private static final long TIMERS_ARE_EARLY = Duration.ofMillis(10).toNanos();

    private enum Fate {
        /** The client's, and one of many. */
        PLAIN,
        /** The client's, whatever it is. */
        PASSES,
        /** Held back until its beginning tells. */
        HELD,
        /** The session's own. */
        TAKEN_OUT
    }

    private final Sessions sessions;
    private final Wire wire;
    private final CommandFramer commands = new CommandFramer();
    private final ReplyFramer replies = new ReplyFramer();
    private final Expectations expected = new Expectations();
    private final Conversation conversation = new Conversation();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Reauthentication reauthentication;
    private final Heartbeat heartbeat;

    /** The beginning of a command whose end is still to come. */
    private final Bytes unclear = new Bytes();
    /** The beginning of a command has gone out without its end. */
    private boolean midway;
    /** What the client sent behind a login, or behind a command that blocks in slices. */
    private final HeldBack heldBack = new HeldBack(HeldBack.LIMIT);
    /** The beginning of a reply. */
    private final Bytes beginning = new Bytes();

    private final ReplyHead head = new ReplyHead(beginning);

    private Fate fate = Fate.PLAIN;
    private boolean resp3;
    private boolean tracking;
    private @Nullable Login login;
    private @Nullable Block block;
    /** A DISCARD is out: only its answer tells whether there is still a transaction. */
    private boolean discards;
    /** Nothing of its own goes out any more. */
    private boolean lettingGo;
    /** And nothing of its own is to come any more. */
    private boolean passesAll;

    private boolean closed;
    private boolean wroteByItself;
    private boolean beats;
    private long nextBeat;
    private boolean wakes;
    private long wakesAt;

    Session(Sessions sessions, Wire wire) {
        this.sessions = sessions;
        this.wire = wire;
        this.reauthentication = new Reauthentication(sessions);
        this.heartbeat = new Heartbeat(sessions.patience());
    }

    /** The client sends this; what of it may go out now goes to {@link Wire#toServer}, in its order. */
    public void sent(byte[] bytes, int from, int to) {
        if (closed) {
            return;
        }
        heartbeat.spoke();
        if (isHoldingBack()) {
            holdBack(bytes, from, to);
        } else if (lettingGo) {
            wire.toServer(bytes, from, to);
        } else {
            holdBack(bytes, read(bytes, from, to), to);
        }
        if (reauthentication.isDue()) {
            authenticate();
        }
    }

    /** The server sent this; what of it is the client's goes to {@link Wire#toClient}, in its order. */
    public void received(byte[] bytes, int from, int to) {
        if (closed) {
            return;
        }
        heartbeat.heard();
        int start = from;
        int at = from;
        while (at < to && !closed && !passesAll) {
            if (replies.isAtStart()) {
                if (lettingGo && !isHoldingBack() && !expected.hasOwn()) {
                    passesAll = true;
                    break;
                }
                fate = fateOf(bytes[at]);
            }
            int begin = at;
            at = replies.read(bytes, at, to);
            if (replies.isMalformed()) {
                losesCount("the server sent what is no RESP");
                pass(beginning.array(), 0, beginning.length());
                beginning.clear();
                break;
            }
            switch (fate) {
                case PLAIN -> {
                    if (replies.isComplete()) {
                        expected.answered();
                    }
                }
                case PASSES -> {}
                case HELD -> {
                    handOver(bytes, start, begin);
                    start = at;
                    beginning.append(bytes, begin, at);
                    if (replies.isComplete() || (beginning.length() >= ENOUGH && !head.isConfirmation())) {
                        decide(replies.isComplete());
                    }
                }
                case TAKEN_OUT -> {
                    handOver(bytes, start, begin);
                    start = at;
                }
            }
            if (replies.isComplete()) {
                fate = Fate.PLAIN;
            }
        }
        pass(bytes, start, to);
        if (!closed) {
            authenticate();
            flushIfNeeded();
        }
    }

    private void pass(byte[] bytes, int from, int to) {
        if (!closed) {
            handOver(bytes, from, to);
        }
    }

    /** How much of what comes next from the client passes without being looked at: part of a large argument. */
    public long sendsUnread() {
        if (isHoldingBack() || !unclear.isEmpty()) {
            return 0;
        }
        return lettingGo ? Long.MAX_VALUE : commands.skippable();
    }

    /** So many bytes of the client's went out past the session, no more than {@link #sendsUnread} said. */
    public void sentUnread(long bytes) {
        heartbeat.spoke();
        if (!lettingGo) {
            commands.skip(bytes);
        }
    }

    /** How much of what comes next from the server passes without being looked at: part of a large reply. */
    public long receivesUnread() {
        return passesAll ? Long.MAX_VALUE : fate == Fate.PLAIN || fate == Fate.PASSES ? replies.skippable() : 0;
    }

    /** So many bytes of the server's went to the client past the session, no more than {@link #receivesUnread} said. */
    public void receivedUnread(long bytes) {
        heartbeat.heard();
        if (!passesAll) {
            replies.skip(bytes);
        }
    }

    /** Time has passed: called as {@link Wire#wakeAfter} asked, or at any other time. */
    public void wake() {
        if (closed || lettingGo) {
            return;
        }
        long now = sessions.nanoTime();
        if (wakes && now - wakesAt >= -TIMERS_ARE_EARLY) {
            wakes = false;
        }
        Login waiting = login;
        if (waiting != null && waiting.refusal() != null) {
            waitForAnother(waiting, now);
        }
        if (reauthentication.isOverdue()) {
            dies("an AUTH was not answered before its token expired");
        } else if (beats && now - nextBeat >= 0) {
            beat(now);
        }
        if (!closed) {
            planAuth(); // after the beat, which is not to count it as unanswered
            if (beats) {
                wakeAfter(Duration.ofNanos(Math.max(0, nextBeat - now)));
            }
            flushIfNeeded();
        }
    }

    /** From any thread: there is a new credential. */
    void wakeSoon() {
        wire.wakeAfter(Duration.ZERO);
    }

    /** The connection has ended, whoever ended it. */
    public void closed() {
        closed = true;
        sessions.closed(this);
    }

    /** The credential that the connection is known to carry; null where that is none of the source's. */
    public @Nullable RedisCredential carried() {
        return reauthentication.carried();
    }

    /** Whether all that was sent has been answered. Messages and other pushes may come all the same. */
    public boolean isAnswered() {
        return expected.isEmpty() && login == null;
    }

    /** Whether the client asked to be told of changes ({@code CLIENT TRACKING ON}): for a cache of its own, mostly. */
    public boolean isTracking() {
        return tracking;
    }

    /**
     * Sends a PING, where there is a place for one. Its answer is taken out; that it comes may be of use to who looks for
     * bytes below the session.
     */
    public void ping() {
        if (!closed && !lettingGo && beats && obstacle() == null) {
            expected.add(Expected.Kind.OWN_PING);
            sendOwn(Resp.command("PING"));
            flushIfNeeded();
        }
    }

    // What the client sends

    /** @return where it stopped: what follows is held back */
    private int read(byte[] bytes, int from, int to) {
        int start = from;
        int at = from;
        while (at < to) {
            int begin = at;
            at = commands.read(bytes, at, to);
            if (commands.isMalformed()) {
                letGo("its client sent what is no command");
                send(bytes, start, to);
                return to;
            }
            if (!commands.isComplete()) {
                if (midway
                        || (isLarge(to - begin)
                                && commands.isKindKnown()
                                && !commands.kind().readsArguments())) {
                    midway = true;
                    sendUnclear();
                    send(bytes, start, to);
                } else {
                    send(bytes, start, begin);
                    unclear.append(bytes, begin, to);
                    if (unclear.length() > LONGEST_COMMAND) {
                        letGo("its client sent a command of more than 1 MB that had to be read as a whole");
                    }
                }
                return to;
            }
            midway = false;
            CommandKind kind = commands.kind();
            if (!kind.readsArguments()) {
                sendUnclear();
                if (kind == CommandKind.ORDINARY && conversation.isOrdinary()) {
                    expected.plain();
                } else {
                    note(kind);
                }
            } else {
                send(bytes, start, begin);
                start = at;
                if (unclear.isEmpty()) {
                    interpret(kind, bytes, begin, at);
                } else {
                    unclear.append(bytes, begin, at);
                    byte[] whole = unclear.take();
                    interpret(kind, whole, 0, whole.length);
                }
            }
            if (lettingGo) {
                break;
            } else if (isHoldingBack()) {
                send(bytes, start, at);
                return at;
            }
        }
        send(bytes, start, to);
        return to;
    }

    private void holdBack(byte[] bytes, int from, int to) {
        if (from < to && !closed && !heldBack.append(bytes, from, to)) {
            dies("more than 1 GB of commands waited behind one that blocks");
        }
    }

    private boolean isLarge(int more) {
        return unclear.length() + more > MOST_UNFINISHED;
    }

    private void sendUnclear() {
        if (!unclear.isEmpty()) {
            send(unclear.array(), 0, unclear.length());
            unclear.clear();
        }
    }

    /** A command that goes out, and of which the name says all. */
    private void note(CommandKind kind) {
        if (breaksSilence(kind)) {
            return;
        }
        switch (kind.role()) {
            case RESET -> {
                if (conversation.isSilentOnce()) { // which depends on the server's version
                    letGo("its client sent RESET where its answer cannot be told");
                }
                conversation.resets();
                expected.add(Expected.Kind.RESET).mark = conversation.silences();
                return;
            }
            case STREAMS -> {
                letGo("what follows a " + kind + " answers no command");
                return;
            }
            default -> {}
        }
        conversation.takePrefix();
        boolean answered = conversation.isAnswered();
        boolean inTransaction = conversation.isInTransaction();
        switch (kind.role()) {
            case BEGINS_TRANSACTION -> conversation.begins();
            case EXECUTES -> {
                if (conversation.isSilencedByExec()) {
                    conversation.execSilenced();
                    expected.add(Expected.Kind.SILENCED_EXEC).mark = conversation.silences();
                    return;
                }
                conversation.ends();
            }
            case DISCARDS -> {
                if (inTransaction && answered) {
                    discards = true; // what follows is queued, or is not
                } else {
                    conversation.ends();
                }
            }
            default -> {}
        }
        if (!answered) {
            return;
        }
        switch (kind.role()) {
            case BEGINS_TRANSACTION -> expected.add(Expected.Kind.MULTI).mark = conversation.transactions();
            case DISCARDS -> {
                if (discards) {
                    expected.add(Expected.Kind.DISCARD);
                } else {
                    expected.plain();
                }
            }
            case WAITS -> {
                if (inTransaction) {
                    expected.plain();
                } else {
                    expected.add(Expected.Kind.BLOCK);
                }
            }
            default -> expected.plain();
        }
    }

    /** A command that is to go out, and of which the arguments matter. */
    private void interpret(CommandKind kind, byte[] bytes, int from, int to) {
        List<byte[]> words = Resp.words(bytes, from, to);
        boolean speaksAgain =
                words.size() == 3 && Resp.isWord(words.get(1), "REPLY") && Resp.isWord(words.get(2), "ON");
        if (!(conversation.isExecSilenced() && kind == CommandKind.CLIENT && speaksAgain) && breaksSilence(kind)) {
            send(bytes, from, to);
            return;
        }
        switch (kind.role()) {
            case LOGIN -> logsIn(kind, words, bytes, from, to);
            case ASKING -> {
                note(CommandKind.ORDINARY);
                prefix(bytes, from, to, false);
                send(bytes, from, to);
            }
            case CLIENT -> client(words, bytes, from, to);
            case SUBSCRIBES, UNSUBSCRIBES -> subscribes(kind, words, bytes, from, to);
            case BLOCKS -> blocks(kind, words, bytes, from, to);
            default -> throw new IllegalStateException(kind + " has no arguments that matter");
        }
    }

    /** Whether a transaction is not ended at once, or replies do not come again at once, where it has ended them: none of it counts. */
    private boolean breaksSilence(CommandKind kind) {
        boolean ends = kind.role() == CommandKind.Role.EXECUTES || kind.role() == CommandKind.Role.DISCARDS;
        if (conversation.isExecSilenced() || (conversation.isSilencedByExec() && !ends)) {
            letGo("its client sent CLIENT REPLY in a transaction, and " + kind + " after it");
            return true;
        }
        return false;
    }

    private void prefix(byte[] bytes, int from, int to, boolean caching) {
        if (!conversation.isQueueing()) { // where it would be for no other; a MULTI may still be refused
            conversation.prefix(Arrays.copyOfRange(bytes, from, to), caching);
        }
    }

    private void client(List<byte[]> words, byte[] bytes, int from, int to) {
        if (words.size() == 3 && Resp.isWord(words.get(1), "CACHING")) {
            note(CommandKind.ORDINARY);
            prefix(bytes, from, to, true);
        } else {
            byte[] caching = conversation.caching();
            if (words.size() == 3 && Resp.isWord(words.get(1), "REPLY")) {
                conversation.takePrefix();
                reply(words.get(2));
            } else {
                if (words.size() >= 3 && Resp.isWord(words.get(1), "TRACKING")) {
                    tracking = Resp.isWord(words.get(2), "ON");
                }
                note(CommandKind.ORDINARY);
            }
            if (caching != null) { // any CLIENT command leaves that to the one after it
                conversation.prefix(caching, true);
            }
        }
        send(bytes, from, to);
    }

    private void reply(byte[] mode) {
        if (conversation.isExecSilenced()) {
            conversation.speaksAgain(); // the EXEC's answer has its own in it
        } else if (conversation.isQueueing() && Resp.isWord(mode, "OFF")) {
            conversation.silencedByExec();
            expected.plain();
        } else if (conversation.isInTransaction()) {
            letGo("its client sent CLIENT REPLY in a transaction");
        } else if (Resp.isWord(mode, "OFF")) {
            conversation.silent();
        } else if (Resp.isWord(mode, "SKIP")) {
            conversation.silentOnce();
        } else if (Resp.isWord(mode, "ON") && conversation.isUncertain()) {
            conversation.speaksAgain();
            expected.add(Expected.Kind.REPLIES_ON).mark = conversation.silences();
        } else {
            note(CommandKind.ORDINARY);
        }
    }

    private void subscribes(CommandKind kind, List<byte[]> words, byte[] bytes, int from, int to) {
        if (conversation.isInTransaction() || conversation.isSilent()) {
            letGo("its client sent %s where its confirmations cannot be told".formatted(kind));
        } else {
            conversation.takePrefix();
            Expected reply = expected.add(Expected.Kind.SUBSCRIPTION);
            reply.command = kind;
            reply.confirmations = words.size() - 1;
        }
        send(bytes, from, to);
    }

    private void logsIn(CommandKind kind, List<byte[]> words, byte[] bytes, int from, int to) {
        if (conversation.isInTransaction() || conversation.isSilent()) {
            letGo("its client sent %s where its answer cannot be told".formatted(kind));
        } else {
            conversation.takePrefix();
            Login.Claim claim = Login.claim(kind, words);
            RedisCredential credential = claim == null ? null : sessions.find(claim);
            Expected reply = expected.add(Expected.Kind.LOGIN);
            reply.hello = kind == CommandKind.HELLO;
            reply.logsIn = claim != null;
            reply.credential = credential;
            if (claim != null && credential != null) {
                login = Login.of(words, claim, credential);
            }
        }
        send(bytes, from, to);
    }

    private void blocks(CommandKind kind, List<byte[]> words, byte[] bytes, int from, int to) {
        byte[] prefix = conversation.takePrefix();
        BlockingCommand command = BlockingCommand.of(kind, words);
        Duration slice = reauthentication.slice();
        if (!conversation.isAnswered()) {
            send(bytes, from, to);
        } else if (conversation.isInTransaction() || !BlockingCommand.mayBlock(kind, words)) {
            expected.plain();
            send(bytes, from, to);
        } else if (command == null || slice == null || !command.outlasts(slice) || conversation.isUncertain()) {
            blocksInOneGo(command == null ? null : command.left());
            send(bytes, from, to);
        } else {
            block(new Block(command, Arrays.copyOfRange(bytes, from, to), prefix));
        }
    }

    private void blocksInOneGo(@Nullable Duration longest) {
        expected.add(Expected.Kind.BLOCK).longestBlock = longest == null ? 0 : Heartbeat.beats(longest);
    }

    // Commands in slices

    private void block(Block begun) {
        block = begun;
        List<byte[]> lookups = begun.command().lookups();
        begun.awaitsLookups(lookups.size());
        for (int i = 0; i < lookups.size(); i++) {
            if (i > 0) { // the client's own has just gone out
                sendPrefix(begun);
            }
            expected.add(Expected.Kind.OWN_LOOKUP);
            sendOwn(lookups.get(i));
        }
        if (lookups.isEmpty()) {
            sendSlice(begun);
        }
    }

    private void sendPrefix(Block of) {
        if (of.prefix() != null) {
            expected.add(Expected.Kind.OWN_PREFIX);
            sendOwn(of.prefix());
        }
    }

    private void sendSlice(Block of) {
        Duration slice = reauthentication.slice();
        Duration longest = slice == null ? Heartbeat.INTERVAL : slice;
        expected.add(Expected.Kind.SLICE).longestBlock = Heartbeat.beats(longest);
        of.lasts(sessions.nanoTime(), longest);
        sendOwn(of.command().slice(longest));
    }

    /** @return whether the client gets it */
    private boolean sliceAnswered(Block of, boolean complete) {
        expected.answered();
        if (complete && head.isNil() && !of.command().isOver() && of.sliceIsOver(sessions.nanoTime())) {
            authenticate();
            sendPrefix(of);
            sendSlice(of);
            return false;
        }
        block = null;
        release();
        return true;
    }

    private void lookedUp(Block of) {
        expected.answered();
        of.lookedUp(head);
        if (!of.isLookedUp()) {
            return;
        }
        sendPrefix(of);
        if (of.isCut()) {
            sendSlice(of);
        } else {
            blocksInOneGo(of.command().left());
            sendOwn(of.whole());
            block = null;
            release();
        }
    }

    /** Whether a slice is out that another one is to follow. */
    boolean isBetweenSlices() {
        Expected next = expected.next();
        return block != null
                && next != null
                && next.kind == Expected.Kind.SLICE
                && !block.command().isOver();
    }

    /** Whether that slice is over by the clock. */
    boolean isSliceOver() {
        return block != null && block.sliceIsOver(sessions.nanoTime());
    }

    private boolean isHoldingBack() {
        return login != null || block != null || discards;
    }

    /** Nothing holds the client's commands back any more. */
    private void release() {
        if (!isHoldingBack() && !heldBack.isEmpty()) {
            int to = heldBack.to();
            if (lettingGo) {
                send(heldBack.array(), heldBack.from(), to);
                heldBack.clear();
            } else {
                heldBack.takenUntil(read(heldBack.array(), heldBack.from(), to));
            }
            wroteByItself = true;
        }
    }

    // What the server sends

    private Fate fateOf(byte type) {
        if (type == '>') {
            Expected next = expected.next();
            boolean tells = subscriptions.size(CommandKind.SSUBSCRIBE) > 0
                    || (next != null && next.kind == Expected.Kind.SUBSCRIPTION);
            return tells ? Fate.HELD : Fate.PASSES;
        }
        return expected.nextIsPlain() && (resp3 || !subscriptions.isLive()) ? Fate.PLAIN : Fate.HELD;
    }

    private void decide(boolean complete) {
        boolean passes = isClients(complete);
        if (passes && !closed) {
            handOver(beginning.array(), 0, beginning.length());
        }
        beginning.clear();
        fate = passes ? Fate.PASSES : Fate.TAKEN_OUT;
    }

    /** Settles what the reply answers, and tells whether its client gets it. */
    private boolean isClients(boolean complete) {
        Expected next = expected.next();
        if (head.type() == '>') {
            if (next != null && isConfirmation(next)) {
                confirmed(next);
            } else {
                endsSharded();
            }
            return true;
        }
        if (!resp3 && subscriptions.isLive() && isUnasked(next)) {
            return true;
        }
        if (next == null) {
            if (expected.isEmpty()) {
                losesCount("the server sent a reply that nothing had been sent for");
            } else {
                expected.answered();
            }
            return true;
        }
        return switch (next.kind) {
            case MULTI -> {
                conversation.begun(next.mark, !head.isError());
                expected.answered();
                yield true;
            }
            case DISCARD -> {
                expected.answered();
                if (!head.isError() || head.error().contains("without MULTI")) {
                    conversation.ends();
                }
                discards = false;
                release();
                yield true;
            }
            case SILENCED_EXEC -> {
                if (head.isError() || head.isNil()) {
                    next.kind = Expected.Kind.REPLIES_ON; // nothing was obeyed, and that is answered by itself
                } else {
                    long silences = next.mark;
                    expected.answered();
                    conversation.certain(silences);
                }
                yield true;
            }
            case LOGIN -> loginAnswered(next, complete);
            case RESET -> {
                wasReset(next.mark);
                yield true;
            }
            case REPLIES_ON -> {
                long silences = next.mark;
                expected.answered();
                if (head.isOk()) {
                    conversation.certain(silences);
                } else {
                    losesCount("CLIENT REPLY was not answered as it had to be");
                }
                yield true;
            }
            case SUBSCRIPTION -> {
                subscriptionAnswered(next);
                yield true;
            }
            case BLOCK -> {
                expected.answered();
                yield true;
            }
            case SLICE -> block == null || sliceAnswered(block, complete);
            case OWN_AUTH -> {
                authAnswered(next);
                yield false;
            }
            case OWN_SUBSCRIPTION -> {
                if (head.isError()) {
                    dies("the server refused a subscriber's return to its channels: " + head.error());
                } else if (isConfirmation(next)) {
                    confirmed(next);
                } else {
                    dies("a subscriber's return to its channels was answered with something else");
                }
                yield false;
            }
            case OWN_LOOKUP -> {
                if (block != null) {
                    lookedUp(block);
                }
                yield false;
            }
            case OWN_PING, OWN_PREFIX -> {
                expected.answered();
                yield false;
            }
        };
    }

    /** In RESP2: a message, or the end of a sharded subscription whose slot has moved. They answer no command. */
    private boolean isUnasked(@Nullable Expected next) {
        String word = head.firstWord();
        if (word == null) {
            return false;
        }
        if (word.equals("message") || word.equals("pmessage") || word.equals("smessage")) {
            return true;
        }
        return !isConfirmation(next) && endsSharded();
    }

    /** Whether the server ends a subscription by itself. */
    private boolean endsSharded() {
        String channel = "sunsubscribe".equals(head.firstWord()) ? head.secondWord() : null;
        if (channel == null) {
            return false;
        }
        subscriptions.confirmed(CommandKind.SUNSUBSCRIBE, channel);
        return true;
    }

    private void subscriptionAnswered(Expected reply) {
        if (head.isError()) {
            expected.answered();
        } else if (!resp3 && isConfirmation(reply)) {
            confirmed(reply);
        } else {
            losesCount("a subscription was not answered as it had to be");
        }
    }

    private boolean isConfirmation(@Nullable Expected of) {
        return of != null && of.command != null && of.command.name().equalsIgnoreCase(head.firstWord());
    }

    private void confirmed(Expected reply) {
        CommandKind command = Objects.requireNonNull(reply.command);
        if (reply.confirmations == 0) { // it is for all that there are
            reply.confirmations = subscriptions.size(command);
        }
        subscriptions.confirmed(command, head.secondWord());
        if (--reply.confirmations <= 0) {
            expected.answered();
        }
    }

    private void wasReset(long silences) {
        expected.answered();
        if (head.isReset()) {
            conversation.certain(silences);
            subscriptions.clear();
            loggedIn(null);
            resp3 = false;
            tracking = false;
        } else {
            losesCount("RESET was not answered as it had to be");
        }
    }

    /** @return whether the client gets it */
    private boolean loginAnswered(Expected reply, boolean complete) {
        boolean hello = reply.hello;
        boolean logsIn = reply.logsIn;
        RedisCredential with = reply.credential;
        expected.answered();
        boolean refused = head.isError() && ReplyHead.refusesLogin(head.error());
        if (!head.isError()) {
            if (head.type() == '%') {
                resp3 = true;
            } else if (head.type() == '*') {
                resp3 = false;
            }
            if (logsIn) {
                loggedIn(with);
            }
        } else if (with != null && login != null && refused && complete && triesAgain(login)) {
            return false;
        } else if (hello
                && logsIn
                && !refused
                && carried() != null
                && !head.error().startsWith("NOPROTO")) {
            letGo("HELLO was refused after it had logged in");
        }
        if (with != null) {
            login = null;
            release();
        }
        return true;
    }

    private void loggedIn(@Nullable RedisCredential with) {
        reauthentication.loggedIn(with);
        if (with == null) {
            beats = false;
        } else {
            if (!beats) {
                beats = true;
                nextBeat = sessions.nanoTime() + Heartbeat.INTERVAL.toNanos();
            }
            wakeAfter(Heartbeat.INTERVAL);
            // A renewal in the middle of the handshake was told to a connection that carried nothing yet.
            planAuth();
        }
    }

    private boolean triesAgain(Login refused) {
        sessions.report(new AuthEvent.LoginRefused(
                sessions.client(), refused.tried(), new Refusal(head.error(), refused.tried())));
        if (!refused.mayTryAgain()) {
            return false;
        }
        if (sendsAnother(refused)) {
            return true;
        }
        Duration patience = ReauthenticationTiming.forAnother(refused.tried());
        if (patience.isZero()) {
            return false;
        }
        refused.waits(Arrays.copyOf(beginning.array(), beginning.length()), sessions.nanoTime() + patience.toNanos());
        wakeAfter(patience);
        return true;
    }

    private boolean sendsAnother(Login refused) {
        RedisCredential other = sessions.current();
        if (other == null || other.equals(refused.tried())) {
            return false;
        }
        Expected reply = expected.add(Expected.Kind.LOGIN);
        reply.logsIn = true;
        reply.credential = other;
        sendOwn(refused.tryAgain(other));
        return true;
    }

    private void waitForAnother(Login refused, long now) {
        byte[] refusal = refused.refusal();
        if (refusal == null || sendsAnother(refused)) {
            return;
        }
        if (now - refused.patienceEnds() >= 0) {
            login = null;
            handOver(refusal, 0, refusal.length);
            release();
        } else {
            wakeAfter(Duration.ofNanos(refused.patienceEnds() - now));
        }
    }

    // AUTH and PING

    /** Sends the AUTH that is due, if there is a place for it. */
    private void authenticate() {
        if (!reauthentication.isDue() || closed || lettingGo) {
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
        byte[] auth = Resp.command("AUTH", next.username(), next.password().reveal());
        Bytes all = new Bytes();
        if (!resp3) {
            subscriptions.leave().forEach(change -> append(change, all));
        }
        expected.add(Expected.Kind.OWN_AUTH).credential = next;
        all.append(auth, 0, auth.length);
        if (!resp3) {
            subscriptions.join().forEach(change -> append(change, all));
        }
        reauthentication.sent(next);
        sendOwn(all.take());
    }

    private void append(Subscriptions.Change change, Bytes all) {
        Expected reply = expected.add(Expected.Kind.OWN_SUBSCRIPTION);
        reply.command = change.command();
        reply.confirmations = change.names().size();
        byte[] command = change.encoded();
        all.append(command, 0, command.length);
    }

    private @Nullable String obstacle() {
        if (!commands.isAtStart() && unclear.isEmpty()) {
            return "its client is in the middle of a command";
        } else if (!wire.takesMore()) {
            return "the server reads nothing";
        }
        if (login != null || expected.decides()) {
            return "the answer to a command is to come that decides what may follow";
        }
        return conversation.obstacle();
    }

    private void authAnswered(Expected reply) {
        RedisCredential sent = reply.credential;
        expected.answered();
        if (sent == null) {
            return;
        }
        if (head.isOk()) {
            reauthentication.accepted(sent);
        } else if (head.isError()) {
            reauthentication.refused(sent, head.error());
        } else {
            dies("an AUTH was answered with something else");
            return;
        }
        planAuth();
    }

    /** Sends an AUTH where it is time for one, and else sees to it that it is sent in time. */
    private void planAuth() {
        Duration plan = reauthentication.plan();
        if (plan != null) {
            wakeAfter(plan);
        }
        authenticate();
    }

    private void beat(long now) {
        nextBeat = now + Heartbeat.INTERVAL.toNanos();
        switch (heartbeat.beat(expected)) {
            case DEAD -> dies("nothing was answered any more");
            case IDLE -> ping();
            case ALIVE -> {}
        }
    }

    // The connection

    private void send(byte[] bytes, int from, int to) {
        if (from < to && !closed) {
            wire.toServer(bytes, from, to);
        }
    }

    private void sendOwn(byte[] command) {
        send(command, 0, command.length);
        wroteByItself = true;
    }

    private void handOver(byte[] bytes, int from, int to) {
        if (from < to) {
            wire.toClient(bytes, from, to);
        }
    }

    private void flushIfNeeded() {
        if (wroteByItself) {
            wroteByItself = false;
            wire.flush();
        }
    }

    private void wakeAfter(Duration delay) {
        long at = sessions.nanoTime() + delay.toNanos();
        if (!wakes || at - wakesAt < 0) {
            wakes = true;
            wakesAt = at;
            wire.wakeAfter(delay);
        }
    }

    /** Sends nothing of its own any more: what its client does from here on cannot be accounted for. What was, still is. */
    private void letGo(String reason) {
        if (!lettingGo && !closed) {
            lettingGo = true;
            sendUnclear();
            reauthentication.stalled(reason);
        }
    }

    /** It is unknown which reply is whose. Where one is the session's own, its client would take that for its own. */
    private void losesCount(String reason) {
        if (closed) {
            return;
        }
        if (expected.hasOwn() || block != null || fate == Fate.TAKEN_OUT) {
            dies(reason + ", while a reply to an AUTH was still to come");
            return;
        }
        letGo(reason);
        passesAll = true;
        byte[] refusal = login == null ? null : login.refusal();
        if (refusal != null) {
            handOver(refusal, 0, refusal.length);
        }
        login = null;
        discards = false;
        send(heldBack.array(), heldBack.from(), heldBack.to());
        heldBack.clear();
    }

    private void dies(String reason) {
        closed = true;
        sessions.report(new AuthEvent.ConnectionDied(sessions.client(), reason));
        wire.close();
    }
}
