package dev.redisentra.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kit's own connection to one redis-server, for its users and statistics. Thread-safe. The LocalAzure closes it. */
final class RedisNode implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisNode.class);

    static final String ADMIN = "testkit-admin";

    /** The server's counts of AUTH and HELLO. {@link LocalRedis#counters()} computes the outcomes from them. */
    record AuthCalls(long executed, long rejected, long wrongPassword) {
        static final AuthCalls NONE = new AuthCalls(0, 0, 0);

        AuthCalls plus(AuthCalls other) {
            return new AuthCalls(
                    executed + other.executed, rejected + other.rejected, wrongPassword + other.wrongPassword);
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final int port;
    private final String password;
    private Resp admin;
    /** The counts of earlier processes of this node. */
    private AuthCalls before = AuthCalls.NONE;

    private boolean limited;
    /** What the server allows of clients by itself. */
    private String unlimited = "";

    private RedisNode(int port, String password, Resp admin) {
        this.port = port;
        this.password = password;
        this.admin = admin;
    }

    /** Waits until the server answers. */
    static RedisNode connect(int port, String password, BooleanSupplier alive) throws IOException {
        return new RedisNode(port, password, login(port, password, alive));
    }

    private static Resp login(int port, String password, BooleanSupplier alive) throws IOException {
        Resp[] connected = new Resp[1];
        Deadline.after(TIMEOUT).await("redis-server answers on port " + port, () -> {
            if (!alive.getAsBoolean()) {
                throw new IllegalStateException("redis-server ended");
            }
            connected[0] = tryLogin(port, password);
            return connected[0] != null;
        });
        Resp admin = connected[0];
        // The kit's own AUTH above does not count.
        admin.call("CONFIG", "RESETSTAT");
        return admin;
    }

    @SuppressWarnings("NullAway") // an array has no nullable elements to it
    private static Resp tryLogin(int port, String password) {
        try {
            Resp resp = Resp.connect(port, TIMEOUT);
            if ("OK".equals(resp.call("AUTH", ADMIN, password))) {
                return resp;
            }
            resp.close();
        } catch (IOException e) {
            // Not listening yet.
        }
        return null;
    }

    int port() {
        return port;
    }

    /** Connects to the node's next process. */
    synchronized void reconnect(BooleanSupplier alive) throws IOException {
        close();
        admin = login(port, password, alive);
    }

    /** Ends the server's process. */
    synchronized void shutdown() throws IOException {
        before = authCalls();
        // Without waiting for replicas.
        admin.send("SHUTDOWN", "NOSAVE", "NOW");
        try {
            admin.read();
        } catch (IOException e) {
            // The server closes the connection and does not answer.
        }
    }

    synchronized @Nullable Object call(String... command) throws IOException {
        return admin.call(command);
    }

    /** @param rules ACL rules of what the user may do. All channels are open, as before Redis 7 */
    void createUser(String name, String secret, String rules) throws IOException {
        String[] command = ("ACL SETUSER " + name + " reset on >" + secret + " allchannels " + rules).split(" ");
        expectOk(call(command));
    }

    /** The user's connections stay open. The rules apply from their next command on. */
    void limitUser(String name, String rules) throws IOException {
        expectOk(call(("ACL SETUSER " + name + " nocommands resetkeys " + rules).split(" ")));
    }

    /**
     * Deletes a user and closes its connections in one transaction, so that no AUTH can happen in between.
     *
     * @return how many connections were closed
     */
    synchronized long closeUser(String name) throws IOException {
        if (log.isDebugEnabled()) {
            connections(name).forEach(connection -> log.debug("Closed as its token has expired: {}", connection));
        }
        admin.send("MULTI");
        admin.send("CLIENT", "KILL", "USER", name);
        admin.send("ACL", "DELUSER", name);
        admin.send("EXEC");
        admin.read();
        admin.read();
        admin.read();
        // A node that was restarted in the meantime does not know the user: there is nothing to close.
        return admin.read() instanceof List<?> replies && replies.get(0) instanceof Long killed ? killed : 0;
    }

    long connectionsOf(String user) throws IOException {
        return connections(user).count();
    }

    private Stream<String> connections(String user) throws IOException {
        return String.valueOf(call("CLIENT", "LIST"))
                .lines()
                .filter(connection -> connection.contains(" user=" + user + " "));
    }

    synchronized AuthCalls authCalls() throws IOException {
        String info = String.valueOf(admin.call("INFO", "commandstats"));
        String errors = String.valueOf(admin.call("INFO", "errorstats"));
        // A replica logs in each time before it asks for the data.
        long ofReplicas = number(info, "cmdstat_psync", "calls");
        return before.plus(new AuthCalls(
                number(info, "cmdstat_auth", "calls") + number(info, "cmdstat_hello", "calls") - ofReplicas,
                number(info, "cmdstat_auth", "rejected_calls") + number(info, "cmdstat_hello", "rejected_calls"),
                number(errors, "errorstat_WRONGPASS", "count")));
    }

    /**
     * Has the server refuse the connections beyond so many. Those of the kit itself, of replicas and of the cluster's bus are
     * not counted.
     */
    synchronized void limitClients(int most) throws IOException {
        if (most > 0 && !limited) {
            unlimited = configured("maxclients");
            limited = true;
        }
        // A replica keeps its master's connection as one of nobody's.
        long master = String.valueOf(call("CLIENT", "LIST", "TYPE", "MASTER"))
                .lines()
                .filter(line -> line.contains("id="))
                .count();
        long ours = connections(ADMIN).count() + master + figure("cluster_connections:");
        if (limited) {
            expectOk(call("CONFIG", "SET", "maxclients", most > 0 ? String.valueOf(ours + most) : unlimited));
        }
    }

    private String configured(String name) throws IOException {
        return call("CONFIG", "GET", name) instanceof List<?> pair ? String.valueOf(pair.get(1)) : "";
    }

    /** How many clients wait in a blocking command now. */
    long blocked() throws IOException {
        return figure("blocked_clients:");
    }

    private long figure(String name) throws IOException {
        return String.valueOf(call("INFO", "clients"))
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .sum();
    }

    /** How often the node was asked to run a command since its process began. The name is in small letters. */
    long calls(String command) throws IOException {
        return number(String.valueOf(call("INFO", "commandstats")), "cmdstat_" + command, "calls");
    }

    /** A number from a line such as {@code cmdstat_auth:calls=2,usec=7,rejected_calls=0}, or 0 if there is no such line. */
    private static long number(String info, String line, String field) {
        for (String candidate : info.split("\r\n", -1)) {
            if (candidate.startsWith(line + ":")) {
                for (String pair : candidate.substring(line.length() + 1).split(",", -1)) {
                    if (pair.startsWith(field + "=")) {
                        return Long.parseLong(pair.substring(field.length() + 1));
                    }
                }
            }
        }
        return 0;
    }

    static void expectOk(@Nullable Object reply) {
        if (!"OK".equals(reply)) {
            throw new IllegalStateException("redis-server answered " + reply);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        admin.close();
    }
}
