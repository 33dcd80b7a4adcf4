package dev.redisentra.netty;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.AuthListener;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.spi.session.Sessions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;

import static org.assertj.core.api.Assertions.assertThat;

/** A connection without a network: a test plays the client and the server, renews the token and lets time pass. */
final class Connection implements CredentialSource, AutoCloseable {
    static final Duration LIFE = Duration.ofSeconds(60);
    private static final String OID = "11111111-1111-4111-8111-111111111111";

    private final List<AuthListener> listeners = new ArrayList<>();
    private final List<AuthEvent.OfConnection> reports = new ArrayList<>();
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private Runnable onReport = () -> {};
    private Instant now = Instant.EPOCH;
    private int number = 1;
    private RedisCredential current = token();
    private final EmbeddedChannel channel;

    Connection(ChannelHandler... client) {
        Sessions sessions = new Sessions(
                "lettuce",
                this,
                () -> now,
                () -> Duration.between(Instant.EPOCH, now).toNanos(),
                Duration.ofSeconds(60));
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(new SessionHandler(sessions)).addLast(client);
    }

    private RedisCredential token() {
        return new RedisCredential(OID, Secret.of("token-" + number), CredentialKind.ENTRA, now.plus(LIFE));
    }

    static String command(String... words) {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append("$")
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return command.toString();
    }

    static String auth(int number) {
        return command("AUTH", OID, "token-" + number);
    }

    /** With the first token. */
    Connection loggedIn() {
        var unused = write(auth(1));
        receive("+OK\r\n");
        sent();
        read();
        return this;
    }

    ByteBuf buffer(String bytes) {
        return memory.buffer(Math.max(1, bytes.length())).writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    EmbeddedChannel channel() {
        return channel;
    }

    /** The client writes this. */
    ChannelFuture write(String bytes) {
        return channel.writeAndFlush(buffer(bytes));
    }

    /** The server answers this. */
    void receive(String bytes) {
        channel.writeInbound(buffer(bytes));
    }

    /** There is a new token, and the time for its AUTH comes. */
    void renew() {
        publish();
        pass(LIFE.dividedBy(10));
    }

    void publish() {
        number++;
        current = token();
        List.copyOf(listeners).forEach(listener -> listener.on(new AuthEvent.Renewed(current, Duration.ZERO, null)));
        channel.runPendingTasks();
    }

    void pass(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            now = now.plusMillis(100);
            channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
            channel.runPendingTasks();
        }
    }

    /** What has gone to the server since the last time. */
    String sent() {
        return taken(channel.outboundMessages());
    }

    /** What the client has read since the last time. */
    String read() {
        return taken(channel.inboundMessages());
    }

    private static String taken(Queue<Object> messages) {
        StringBuilder text = new StringBuilder();
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
            ByteBuf buffer = (ByteBuf) message;
            text.append(buffer.toString(StandardCharsets.ISO_8859_1));
            buffer.release();
        }
        return text.toString();
    }

    List<AuthEvent.OfConnection> reports() {
        return reports;
    }

    /** Runs this while the session is at work. */
    void onReport(Runnable action) {
        onReport = action;
    }

    int listening() {
        return listeners.size();
    }

    @Override
    public RedisCredential current() {
        return current;
    }

    @Override
    public RedisCredential await(Duration deadline) {
        return current;
    }

    @Override
    public CompletionStage<RedisCredential> ready() {
        return CompletableFuture.completedStage(current());
    }

    @Override
    public Registration listen(AuthListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void report(AuthEvent.OfConnection event) {
        reports.add(event);
        onReport.run();
    }

    @Override
    public AuthStatus status() {
        throw new UnsupportedOperationException("nothing to tell of");
    }

    /** Nothing may be left: no listener, and not a byte of a buffer. */
    @Override
    public void close() {
        channel.finishAndReleaseAll();
        assertThat(listeners).isEmpty();
        assertThat(memory.metric().usedHeapMemory()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }
}
