package dev.redisentra.core.spi.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;

/** A session on a line without ends: a test plays the client and the server, and lets time pass. */
final class Line implements Wire {
    static final Duration LIFE = Duration.ofSeconds(60);
    static final String OID = "11111111-1111-4111-8111-111111111111";

    private final List<AuthEvent.OfConnection> reports = new ArrayList<>();
    private final LineSource source = new LineSource(reports::add);
    private final ByteArrayOutputStream server = new ByteArrayOutputStream();
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;
    private int renewals = 1;
    private final PriorityQueue<Instant> wakes = new PriorityQueue<>();
    private boolean closed;
    private boolean ignores;
    private @Nullable String endpoint;
    private Duration early = Duration.ZERO;
    private Runnable onRead = () -> {};
    private DoubleSupplier chance = () -> ThreadLocalRandom.current().nextDouble();
    private final Session session;

    Line() {
        source.publish(token());
        session = sessions().open(this);
    }

    /** More of the same source. */
    Sessions sessions() {
        return sessions(new Adoption());
    }

    Sessions sessions(Adoption adoption) {
        return new Sessions(
                "lettuce",
                source,
                () -> now,
                () -> Duration.between(Instant.EPOCH, now).toNanos(),
                Duration.ofSeconds(60),
                adoption,
                () -> chance.getAsDouble());
    }

    /** Known from now on, as when a connection is established. */
    Line connectedTo(String hostAndPort) {
        endpoint = hostAndPort;
        return this;
    }

    @Override
    public @Nullable String endpoint() {
        return endpoint;
    }

    private RedisCredential token() {
        return new RedisCredential(OID, Secret.of("token-" + renewals), CredentialKind.ENTRA, now.plus(LIFE));
    }

    static String command(String... words) {
        return new String(Resp.command(words), StandardCharsets.ISO_8859_1);
    }

    static String auth(int number) {
        return command("AUTH", OID, "token-" + number);
    }

    /** Logged in with the first token, in RESP2. */
    Line loggedIn() {
        client(auth(1));
        server("+OK\r\n");
        sent();
        read();
        return this;
    }

    Line loggedInWithResp3() {
        client(command("HELLO", "3", "AUTH", OID, "token-1"));
        server("%1\r\n$5\r\nproto\r\n:3\r\n");
        sent();
        read();
        return this;
    }

    /** Its timers are not exact. */
    void wakesEarlyBy(Duration time) {
        early = time;
    }

    /** AUTHs are sent as soon as they may be. Before it logs in. */
    Line withoutSpread() {
        return amidSpread(0);
    }

    /** AUTHs are sent when this part of their spread is over. Before it logs in. */
    Line amidSpread(double part) {
        chance = () -> part;
        return this;
    }

    /** Time passes, and its timers are late. */
    Line late(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** The client does this as soon as it reads something. */
    void onRead(Runnable next) {
        onRead = next;
    }

    /** The client sends this. */
    Line client(String bytes) {
        byte[] array = bytes.getBytes(StandardCharsets.ISO_8859_1);
        session.sent(array, 0, array.length);
        return this;
    }

    /** The server answers this. */
    Line server(String bytes) {
        byte[] array = bytes.getBytes(StandardCharsets.ISO_8859_1);
        session.received(array, 0, array.length);
        return this;
    }

    /** There is a new token, and the time for its AUTH comes. */
    Line renewed() {
        publish();
        pass(LIFE.dividedBy(10));
        return this;
    }

    void publish() {
        renewals++;
        source.publish(token());
    }

    void publish(RedisCredential next) {
        source.publish(next);
    }

    RedisCredential current() {
        return source.current();
    }

    /** How often the session is going to be woken. */
    int wakes() {
        return wakes.size();
    }

    /** Time passes, and the session is woken when it asked to be. */
    Line pass(Duration time) {
        Instant end = now.plus(time);
        for (Instant next = wakes.peek(); next != null && !next.isAfter(end); next = wakes.peek()) {
            now = next.isAfter(now) ? next : now;
            wakes.remove();
            session.wake();
        }
        now = end;
        return this;
    }

    /** What has gone to the server since the last time. */
    String sent() {
        return taken(server);
    }

    /** What the client has been given since the last time. */
    String read() {
        return taken(client);
    }

    private static String taken(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        bytes.reset();
        return text;
    }

    boolean isClosed() {
        return closed;
    }

    List<AuthEvent.OfConnection> reports() {
        return reports;
    }

    Session session() {
        return session;
    }

    /** Nothing is kept of what goes to either side from now on. */
    void ignore() {
        ignores = true;
    }

    @Override
    public void toServer(byte[] bytes, int from, int to) {
        if (ignores) {
            return;
        }
        server.write(bytes, from, to - from);
    }

    @Override
    public void toClient(byte[] bytes, int from, int to) {
        if (ignores) {
            return;
        }
        client.write(bytes, from, to - from);
        onRead.run();
    }

    @Override
    public void flush() {}

    @Override
    public void wakeAfter(Duration delay) {
        if (closed) {
            throw new IllegalStateException("a wake is asked for after the end");
        }
        wakes.add(now.plus(delay).minus(delay.compareTo(early) > 0 ? early : Duration.ZERO));
    }

    @Override
    public void close() {
        closed = true;
    }
}
