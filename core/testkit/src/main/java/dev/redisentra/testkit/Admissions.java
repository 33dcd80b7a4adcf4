package dev.redisentra.testkit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.redisentra.testkit.AuthRewriter.Login;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who may log in, and until when.
 *
 * <p>Each token gets its own user on every node. So the server itself knows which token the last accepted AUTH of a
 * connection carried. At expiry the kit deletes that user, and this closes exactly those connections. Three kinds of AUTH
 * change nothing: one that was refused, one that was discarded with its transaction, and one that still waits behind a
 * blocking command. The kit does not have to read any reply for that.
 *
 * <p>Thread-safe. {@link #substitute} does not wait for a node. The LocalAzure closes it.
 */
final class Admissions implements AuthRewriter.Credentials, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Admissions.class);

    /** No server has this user, so the server answers WRONGPASS. */
    private static final Login NOBODY = new Login("nobody", "nobody");

    private record Admission(String principalId, Instant expiresAt, Login login, Future<?> timer) {}

    private final Clock clock;
    private final Journal journal;
    private final List<RedisNode> nodes;
    private final Map<String, Admission> tokens = new ConcurrentHashMap<>();
    private final Map<String, Login> keyLogins = new ConcurrentHashMap<>();
    private final Map<AccessKey, String> keys = new EnumMap<>(AccessKey.class);
    private final ScheduledThreadPoolExecutor expiry;
    private volatile Refusal refusal = Refusal.NONE;
    private volatile RefusalText refusalText = RefusalText.WRONGPASS;
    private volatile boolean keysDisabled;
    /** What tokens allow. A key allows everything. */
    private String policy = AccessPolicy.DATA_OWNER;

    private long users;
    private long closedAtExpiry;

    Admissions(Clock clock, List<RedisNode> nodes) throws IOException {
        this.clock = clock;
        this.journal = new Journal(clock);
        this.nodes = nodes;
        this.expiry = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("local-azure-expiry"));
        expiry.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        for (AccessKey key : AccessKey.values()) {
            newKey(key);
        }
    }

    Journal journal() {
        return journal;
    }

    @Override
    public Login substitute(String username, String secret, boolean again) {
        Login login = login(username, secret, again);
        String which = again ? "A further AUTH of a connection" : "The first AUTH of a connection";
        if (!login.equals(NOBODY)) {
            journal.add(
                    Journal.AUTH, which + ", with " + (username.equals("default") ? "an access key" : token(secret)));
        } else {
            journal.add(Journal.REFUSED, which + ": " + reason(username, secret));
        }
        return login;
    }

    private String token(String secret) {
        Admission admission = tokens.get(secret);
        return admission == null ? "a token that has just expired" : "the token until " + admission.expiresAt;
    }

    /** Does not repeat the user name, because a client may send a secret there by mistake. */
    private String reason(String username, String secret) {
        if (refusal != Refusal.NONE) {
            return "the kit was told to refuse it";
        }
        if (username.equals("default")) {
            return "that is no access key of this cache";
        }
        return tokens.containsKey(secret)
                ? "the user name is not the token's principal, or the token has expired"
                : "that is no live token for Redis";
    }

    private Login login(String username, String secret, boolean again) {
        if (refusal == Refusal.ALL || (refusal == Refusal.AGAIN && again)) {
            return NOBODY;
        }
        if (username.equals("default")) {
            return keysDisabled ? NOBODY : keyLogins.getOrDefault(secret, NOBODY);
        }
        Admission admission = tokens.get(secret);
        if (admission != null
                && admission.principalId.equals(username)
                && clock.instant().isBefore(admission.expiresAt)) {
            return admission.login;
        }
        log.debug(
                "AUTH refused for user {}: {}",
                username,
                admission == null ? "no live token of ours for Redis" : "another principal's token, or expired");
        return NOBODY;
    }

    /** Lets connections log in with the token until it expires. When this returns, every node knows the token. */
    synchronized void admit(IssuedToken token) {
        Login login = newLogin(token.principalId() + "~" + users++);
        createOnAllNodes(login, policy);
        Duration left = Duration.between(clock.instant(), token.expiresAt());
        Future<?> timer = expiry.schedule(() -> expire(token.value()), left.toNanos(), TimeUnit.NANOSECONDS);
        tokens.put(token.value(), new Admission(token.principalId(), token.expiresAt(), login, timer));
        journal.add(Journal.TOKEN, "A token for " + token.principalId() + ", until " + token.expiresAt());
    }

    /** Refuses the token from now on. Closes the connections that carry it. */
    synchronized void expire(String token) {
        Admission admission = tokens.remove(token);
        if (admission == null) {
            return;
        }
        admission.timer.cancel(false);
        long closed = 0;
        for (RedisNode node : nodes) {
            try {
                closed += node.closeUser(admission.login.user());
            } catch (IOException e) {
                log.warn("A node could not be told that a token expired: {}", e.toString());
            }
        }
        closedAtExpiry += closed;
        journal.add(
                Journal.EXPIRED,
                "The token until " + admission.expiresAt + " is over: " + closed + " connections closed");
    }

    void expireAll() {
        tokens.keySet().forEach(this::expire);
    }

    /** How many connections carry the token now. It is 0 after the token has expired. */
    synchronized long connectionsWith(String token) {
        Admission admission = tokens.get(token);
        if (admission == null) {
            return 0;
        }
        long connections = 0;
        for (RedisNode node : nodes) {
            try {
                connections += node.connectionsOf(admission.login.user());
            } catch (IOException e) {
                throw new IllegalStateException("A node does not list its connections: " + e.getMessage(), e);
            }
        }
        return connections;
    }

    /** While the lock on this object is held, no expiry is half done. So a sum of counters is consistent. */
    synchronized long closedAtExpiry() {
        return closedAtExpiry;
    }

    void refuse(Refusal which) {
        refusal = which;
    }

    void refusalText(RefusalText text) {
        refusalText = text;
    }

    @Override
    public RefusalText refusalText() {
        return refusalText;
    }

    /** Sets what every token allows, including those of connections that are logged in. */
    synchronized void policy(String rules) {
        try {
            for (RedisNode node : nodes) {
                for (Admission admission : tokens.values()) {
                    node.limitUser(admission.login.user(), rules);
                }
            }
            policy = rules;
        } catch (IOException e) {
            throw new IllegalStateException("A Redis node could not be told of a policy: " + e.getMessage(), e);
        }
    }

    void disableKeys(boolean disabled) {
        keysDisabled = disabled;
    }

    synchronized String key(AccessKey which) {
        return String.valueOf(keys.get(which));
    }

    /** The old key is refused from now on. Connections that logged in with it stay open. */
    synchronized String newKey(AccessKey which) {
        // Azure's keys are 32 random bytes in Base64. These have a mark, so that a log can be searched for them.
        String key = "AzCaLocal" + secret();
        Login login = newLogin("key~" + users++);
        createOnAllNodes(login, AccessPolicy.DATA_OWNER);
        String old = keys.put(which, key);
        if (old != null) {
            keyLogins.remove(old);
        }
        keyLogins.put(key, login);
        return key;
    }

    /** Creates all users again, on a node that was restarted. */
    synchronized void restore(RedisNode node) throws IOException {
        for (Admission admission : tokens.values()) {
            node.createUser(admission.login.user(), admission.login.secret(), policy);
        }
        for (Login login : keyLogins.values()) {
            node.createUser(login.user(), login.secret(), AccessPolicy.DATA_OWNER);
        }
    }

    @Override
    public void close() {
        expiry.shutdownNow();
    }

    private void createOnAllNodes(Login login, String rules) {
        try {
            for (RedisNode node : nodes) {
                node.createUser(login.user(), login.secret(), rules);
            }
        } catch (IOException e) {
            throw new IllegalStateException("A Redis node could not be told of a new credential: " + e.getMessage(), e);
        }
    }

    private static Login newLogin(String user) {
        return new Login(user, secret());
    }

    static String secret() {
        return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
    }
}
