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
 * Who may log in, and until when.
 *
 * <p>Each token gets a user of its own on every node. So the server itself knows which token a connection's last
 * accepted AUTH carried, and at expiry, deleting that user closes exactly those connections. An AUTH that was refused,
 * discarded with its transaction, or is still waiting behind a blocking command has moved nothing, with no reply to be
 * followed by us.
 *
 * <p>Thread-safe. {@link #substitute} waits for no node.
 */
final class Admissions implements AuthRewriter.Credentials, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Admissions.class);

    /** No server has this user: it answers WRONGPASS. */
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
    private volatile boolean keysDisabled;
    /** Of tokens. A key may do everything. */
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

    /** Names nobody: what a client sends as its user may be a secret that it mistook for one. */
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

    /** Lets connections log in with the token until it expires. When this returns, every node knows. */
    synchronized void admit(IssuedToken token) {
        Login login = newLogin(token.principalId() + "~" + users++);
        createOnAllNodes(login, policy);
        Duration left = Duration.between(clock.instant(), token.expiresAt());
        Future<?> timer = expiry.schedule(() -> expire(token.value()), left.toNanos(), TimeUnit.NANOSECONDS);
        tokens.put(token.value(), new Admission(token.principalId(), token.expiresAt(), login, timer));
        journal.add(Journal.TOKEN, "A token for " + token.principalId() + ", until " + token.expiresAt());
    }

    /** From now on the token is refused, and the connections whose last accepted AUTH carried it are closed. */
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

    /** How many connections carry the token now; none once it has expired. */
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

    /** For counting: no expiry is half done while the lock on this is held. */
    synchronized long closedAtExpiry() {
        return closedAtExpiry;
    }

    void refuse(Refusal which) {
        refusal = which;
    }

    /** What every token may do, those of connections that are logged in included. */
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

    /** The old key is refused from now on; connections that logged in with it stay. */
    synchronized String newKey(AccessKey which) {
        // 32 random bytes in Base64 are the real ones. These are marked, so that a log can be searched for them.
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

    /** Tells a node that lost its memory who may log in. */
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
