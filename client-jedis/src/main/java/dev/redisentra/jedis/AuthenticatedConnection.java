package dev.redisentra.jedis;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.redisentra.core.auth.RedisCredential;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection that is re-authenticated wherever it is: idle in its pool, or held by an owner who is in the middle of
 * something. AUTH goes out between two commands of the owner's, and its answer is taken out of their replies.
 *
 * <p>The lock guards what goes out, and the account of it. Reading needs none: there is something to read only for the
 * owner, who has sent for it, or else only for us, and then the owner has to send first.
 */
class AuthenticatedConnection extends StretchingConnection {
    /**
     * How long the client's thread, which has others to see to, waits for an answer. The owner's next command waits behind
     * it; and as the server would answer that later still, it loses nothing.
     */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** Some kilobytes: about what Jedis's own buffer takes before it is written. */
    private static final int MANY = 64;

    /** An owner who is not stuck holds the lock for microseconds, though it may do so at each message. */
    private static final Duration BRIEFLY = Duration.ofMillis(10);

    private final Reauthentication reauthentication;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable RedisCredential> due = new AtomicReference<>();

    // Guarded by the lock.
    private final Session session = new Session();
    private final Exchange exchange = session.exchange();
    /** While its owner waits without end, or sees to more than the reply. */
    private boolean readByOwnerAlone;

    /**
     * What the owner has to say, until it wants to read, or there is much of it. An AUTH waits only for what goes out
     * together, not for each command, and can pass while a pipeline is filled. A transaction goes out with its end, for no
     * AUTH can pass while it is open on the server, and Jedis's own read nothing before it. Of the owner alone.
     */
    private final List<CommandArguments> held = new ArrayList<>();

    private boolean holdsOrdinaryAlone = true;
    private boolean holdsTransaction;
    /** A subscriber's other threads send as well: they hold nothing back, and all the lock. */
    private boolean shared;

    // Of whoever reads.
    private @Nullable RedisInputStream input;
    private @Nullable PushConsumerChain pushConsumers;
    private @Nullable List<Object> push;

    AuthenticatedConnection(Connection.Builder builder, Reauthentication reauthentication) {
        super(builder);
        this.reauthentication = reauthentication;
    }

    /** For a {@link redis.clients.jedis.ConnectionFactory}. */
    static Connection.Builder builder(Reauthentication reauthentication) {
        return new Connection.Builder() {
            @Override
            protected Connection createConnection() {
                return new AuthenticatedConnection(this, reauthentication);
            }
        };
    }

    /**
     * Ends the handshake.
     *
     * @param credential what it logged in with, or the one before that: then one AUTH too many is sent, never one too few
     */
    void loggedIn(RedisCredential credential) {
        locked(() -> session.loggedIn(credential));
    }

    /** What the server is known to have accepted last; null before the login. */
    @Nullable
    RedisCredential carried() {
        return session.carried();
    }

    /**
     * Sends AUTH: now, or, where its owner is just writing or in a transaction, as soon as they are done. Does not wait
     * for them. What is refused is sent again when this is called again.
     *
     * @return whether the connection is known to carry the credential by now
     */
    boolean authenticate(RedisCredential credential) {
        due.set(credential);
        List<@Nullable Object> answers = new ArrayList<>();
        if (isFreeSoon()) {
            try {
                authenticateIfDue();
                collectAnswers(answers);
            } catch (RuntimeException dead) {
                setBroken();
            } finally {
                lock.unlock();
            }
        }
        answers.forEach(answer -> reauthentication.report(Reply.error(answer)));
        return credential.equals(carried());
    }

    /** Takes the lock, unless its owner keeps it for long, in a write that the server does not take. */
    private boolean isFreeSoon() {
        try {
            return lock.tryLock(BRIEFLY.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void authenticateIfDue() {
        if (due.get() == null || !exchange.admitsAuth(isResp3()) || isBroken() || !isConnected()) {
            return;
        }
        RedisCredential credential = due.getAndSet(null);
        if (credential != null && !session.isRequested(credential)) {
            session.auth(credential).forEach(super::sendCommand);
            super.flush(); // the owner may not do so for long
        }
    }

    /** Reads what is there for us alone. What takes longer is left to the owner's next read, or to the next call. */
    private void collectAnswers(List<@Nullable Object> answers) {
        RedisInputStream stream = input;
        PushConsumerChain pushes = pushConsumers;
        while (stream != null && pushes != null && exchange.awaitsAuth() && isNotRead() && comesSoon(stream)) {
            Object answer = Reply.read(stream, pushes);
            settle(answer);
            answers.add(answer);
        }
    }

    private boolean comesSoon(RedisInputStream stream) {
        int timeout = getSoTimeout();
        setSoTimeout((int) PATIENCE.toMillis());
        try {
            stream.peek(Protocol.PLUS_BYTE); // waits for the first byte, whichever it is, and leaves it there
            return true;
        } catch (JedisConnectionException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                return false;
            }
            throw e;
        } finally {
            setSoTimeout(timeout);
        }
    }

    /** Whether its owner neither reads nor is about to: it would have to send first, for which it takes the lock. */
    private boolean isNotRead() {
        return !readByOwnerAlone && exchange.hasNothingForOwner();
    }

    /** Runs this while nobody else reads; not at all where its owner does. */
    final void unlessItIsRead(Runnable reading) {
        if (lock.tryLock()) {
            try {
                if (isNotRead()) {
                    reading.run();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** For the owner: lets nobody else read before this returns. */
    final <T> T readingAlone(Supplier<T> reading) {
        readByOwnerAlone(true);
        try {
            return reading.get();
        } finally {
            readByOwnerAlone(false);
        }
    }

    private void readByOwnerAlone(boolean alone) {
        locked(() -> readByOwnerAlone = alone);
    }

    /** Whether its owner has left nothing behind. */
    boolean isSound() {
        lock.lock();
        try {
            return !isBroken() && held.isEmpty() && exchange.isOver();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void sendCommand(CommandArguments arguments) {
        CommandKind kind = CommandKind.of(arguments);
        shared |= kind == CommandKind.SUBSCRIBES;
        if (shared) {
            locked(() -> {
                hold(kind, arguments);
                sendHeld();
            });
        } else {
            hold(kind, arguments);
            if (held.size() >= MANY && !holdsTransaction) {
                locked(this::sendHeld);
            }
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private void hold(CommandKind kind, CommandArguments arguments) {
        if (kind == CommandKind.BEGINS_TRANSACTION) {
            holdsTransaction = true;
        } else if (kind == CommandKind.ENDS_TRANSACTION) {
            holdsTransaction = false;
        }
        holdsOrdinaryAlone &= kind == CommandKind.ORDINARY;
        held.add(stretchOf(arguments)); // which has copied the owner's arrays
    }

    private void sendHeld() {
        try {
            for (CommandArguments arguments : held) {
                super.sendCommand(arguments);
                CommandKind kind = holdsOrdinaryAlone ? CommandKind.ORDINARY : CommandKind.of(arguments);
                session.sent(kind, arguments, isResp3());
            }
        } finally {
            held.clear();
            holdsOrdinaryAlone = true;
            holdsTransaction = false;
        }
        authenticateIfDue();
    }

    @Override
    protected void flush() {
        lock.lock();
        try {
            sendHeld();
            super.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void disconnect() {
        locked(super::disconnect);
    }

    @Override
    public void setTimeoutInfinite() {
        locked(() -> {
            readByOwnerAlone = true;
            super.setTimeoutInfinite();
        });
    }

    @Override
    public void rollbackTimeout() {
        locked(() -> {
            super.rollbackTimeout();
            readByOwnerAlone = false;
        });
    }

    @Override
    protected void initPushConsumers(JedisClientConfig config) {
        addPushConsumer(context -> {
            push = context.getMessage().getContent();
            return context;
        });
        super.initPushConsumers(config);
    }

    @Override
    protected @Nullable Object protocolRead(RedisInputStream stream, PushConsumerChain pushes) {
        if (input != stream) { // once a connection: to set it for each reply is dear with G1, whose barrier is a fence
            input = stream;
            pushConsumers = pushes;
        }
        while (true) {
            Object reply = read(stream, pushes);
            switch (settle(reply)) {
                case OWNERS -> {
                    answered(reply);
                    return Reply.orThrow(reply);
                }
                case AUTHS -> reauthentication.report(Reply.error(reply));
                case OURS -> {}
            }
        }
    }

    private @Nullable Object read(RedisInputStream stream, PushConsumerChain pushes) {
        try {
            return Reply.read(stream, pushes);
        } catch (JedisConnectionException closed) {
            throw explained(closed);
        }
    }

    /** Where the server seems to have closed what no AUTH could reach. */
    private JedisConnectionException explained(JedisConnectionException closed) {
        lock.lock();
        try {
            if (closed.getCause() instanceof SocketTimeoutException
                    || !exchange.isInTransaction()
                    || !reauthentication.isBehind(carried())) {
                return closed;
            }
            return new JedisConnectionException(
                    "The connection was closed in a transaction that was open across a renewal, and took no AUTH. Send EXEC or DISCARD before the credential expires.",
                    closed);
        } finally {
            lock.unlock();
        }
    }

    /** Accounts for a reply, and tells whose it is. */
    private Session.Addressee settle(@Nullable Object reply) {
        List<Object> pushed = push;
        if (pushed != null && reply == pushed) { // which Jedis hands on as if it were a reply
            locked(() -> exchange.pushed((byte[]) pushed.get(0)));
            return Session.Addressee.OWNERS;
        }
        if (!shared && exchange.answeredOwner()) {
            return Session.Addressee.OWNERS;
        }
        lock.lock();
        try {
            return session.answered(reply);
        } finally {
            lock.unlock();
        }
    }

    private boolean isResp3() {
        return getRedisProtocol() == RedisProtocol.RESP3;
    }

    @Override
    boolean blocksInOneGo() {
        return exchange.isInTransaction();
    }

    @Override
    Duration longestStretch() {
        return reauthentication.stretch(carried());
    }
}
