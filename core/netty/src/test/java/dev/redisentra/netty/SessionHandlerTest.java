package dev.redisentra.netty;

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.spi.session.Sessions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.redisentra.netty.Connection.auth;
import static dev.redisentra.netty.Connection.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What becomes of buffers, promises and callbacks. Each test fails as well where it leaves a buffer unreleased. */
@SuppressWarnings("FutureReturnValueIgnored") // promises are looked at where they matter
class SessionHandlerTest {
    private static final String GET = command("GET", "key");
    private static final String VALUE = "$5\r\nvalue\r\n";
    private static final String BLPOP = command("BLPOP", "queue", "0");
    private static final String SLICE = command("BLPOP", "queue", "6.000");

    private Connection connection = new Connection();

    @AfterEach
    void nothingIsLeft() {
        connection.close();
    }

    @Test
    void whatPassesAsItIsIsTheSameBuffer() {
        connection.loggedIn();
        ByteBuf commands = connection.buffer(GET.repeat(500));
        ChannelPromise promise = connection.channel().newPromise();
        connection.channel().writeAndFlush(commands, promise);
        ByteBuf sent = connection.channel().readOutbound();
        assertThat(sent).isSameAs(commands);
        assertThat(promise.isSuccess()).isTrue();
        sent.release();

        ByteBuf replies = connection.buffer(VALUE.repeat(500));
        connection.channel().writeInbound(replies);
        ByteBuf read = connection.channel().readInbound();
        assertThat(read).isSameAs(replies);
        read.release();
    }

    @Test
    void aLargeValuePassesAsItIs() {
        connection.loggedIn();
        String value = "x".repeat(1_000_000);
        connection.write(command("SET", "key", value) + GET);
        assertThat(connection.sent()).isEqualTo(command("SET", "key", value) + GET);
        connection.receive("+OK\r\n$1000000\r\n" + value + "\r\n");
        assertThat(connection.read()).isEqualTo("+OK\r\n$1000000\r\n" + value + "\r\n");
        connection.renew();
        assertThat(connection.sent()).isEqualTo(auth(2));
    }

    @Test
    void whatComesInOnePieceIsReadInOnePiece() {
        connection.loggedIn();
        connection.write(GET + command("MULTI") + GET);
        connection.renew();
        connection.write(command("EXEC"));
        connection.receive(VALUE + "+OK\r\n+QUEUED\r\n*1\r\n" + VALUE + "+OK\r\n");
        assertThat(connection.channel().inboundMessages()).hasSize(1);
        assertThat(connection.read()).isEqualTo(VALUE + "+OK\r\n+QUEUED\r\n*1\r\n" + VALUE);
        connection.sent();
    }

    @Test
    void whatIsNoBufferPasses() {
        connection.channel().writeOutbound("a command");
        connection.channel().writeInbound("an answer");
        assertThat(connection.channel().<String>readOutbound()).isEqualTo("a command");
        assertThat(connection.channel().<String>readInbound()).isEqualTo("an answer");
    }

    @Test
    void aVoidPromiseIsKept() {
        connection.loggedIn();
        connection
                .channel()
                .writeAndFlush(connection.buffer(GET), connection.channel().voidPromise());
        connection
                .channel()
                .writeAndFlush(connection.buffer(BLPOP), connection.channel().voidPromise());
        connection
                .channel()
                .writeAndFlush(connection.buffer(GET), connection.channel().voidPromise());
        connection.receive(VALUE);
        assertThat(connection.sent()).isEqualTo(GET + SLICE);
        assertThat(connection.read()).isEqualTo(VALUE);
    }

    static IntStream sizes() {
        return IntStream.rangeClosed(1, 80);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void fragmentsOfAnySizeArriveInTheirOrderWithTheAuthAmongThem(int size) {
        connection.loggedIn();
        String commands = GET + command("SET", "key", "value") + command("MULTI") + GET + command("EXEC") + BLPOP + GET;
        String replies = VALUE + "+OK\r\n+OK\r\n+QUEUED\r\n*1\r\n" + VALUE;
        StringBuilder sent = new StringBuilder();
        for (int from = 0; from < commands.length(); from += size) {
            connection.write(commands.substring(from, Math.min(commands.length(), from + size)));
            sent.append(connection.sent());
            if (from <= GET.length() && from + size > GET.length()) {
                connection.renew();
                sent.append(connection.sent());
            }
        }
        // How long a slice is, the session's own tests tell.
        assertThat(sent.toString().replace(auth(2), "").replaceAll("\\$5\r\n\\d\\.\\d{3}\r\n", "\\$1\r\n0\r\n"))
                .isEqualTo(commands.substring(0, commands.length() - GET.length()));
        assertThat(sent.toString()).containsOnlyOnce(auth(2));

        String answers = answers(sent.toString());
        StringBuilder read = new StringBuilder();
        for (int from = 0; from < answers.length(); from += size) {
            connection.receive(answers.substring(from, Math.min(answers.length(), from + size)));
            read.append(connection.read());
        }
        assertThat(read.toString()).isEqualTo(replies + "*2\r\n$5\r\nqueue\r\n" + VALUE);
        assertThat(connection.sent()).isEqualTo(GET);
        assertThat(connection.reports()).containsExactly(new AuthEvent.Reauthenticated("lettuce"));
    }

    /** What a server answers to these. */
    private static String answers(String commands) {
        boolean queues = false;
        StringBuilder answers = new StringBuilder();
        for (String command : commands.split("(?=\\*\\d\r\n)", -1)) {
            String name = command.split("\r\n", -1)[2];
            answers.append(
                    switch (name) {
                        case "GET" -> queues ? "+QUEUED\r\n" : VALUE;
                        case "EXEC" -> "*1\r\n" + VALUE;
                        case "BLPOP" -> "*2\r\n$5\r\nqueue\r\n" + VALUE;
                        default -> "+OK\r\n";
                    });
            queues = name.equals("MULTI") || (queues && !name.equals("EXEC"));
        }
        return answers.toString();
    }

    @Test
    void whatIsCutKeepsItsPromiseWithTheLastPart() {
        connection.loggedIn();
        ChannelPromise cut = connection.channel().newPromise();
        connection.channel().write(connection.buffer(GET + BLPOP + GET), cut);
        assertThat(cut.isDone()).isFalse();
        ChannelPromise held = connection.channel().newPromise();
        connection.channel().write(connection.buffer(GET), held);
        assertThat(held.isSuccess()).isTrue();
        connection.channel().flush();
        assertThat(cut.isSuccess()).isTrue();
        assertThat(connection.sent()).isEqualTo(GET + SLICE);
    }

    @Test
    void whatWasGivenUpIsNotCounted() {
        connection.loggedIn();
        ChannelPromise cancelled = connection.channel().newPromise();
        cancelled.cancel(true);
        connection.channel().pipeline().lastContext().write(connection.buffer(command("MULTI")), cancelled);
        connection.renew();
        assertThat(connection.sent()).isEqualTo(auth(2));
    }

    @Test
    void aClientThatWritesAsItReadsFindsTheSessionReady() {
        connection.close();
        connection = new Connection(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                String reply = ByteBufUtil.hexDump((ByteBuf) message);
                if (reply.startsWith(ByteBufUtil.hexDump(VALUE.getBytes(StandardCharsets.US_ASCII)))) {
                    ctx.writeAndFlush(connection.buffer(BLPOP + GET));
                }
                ctx.fireChannelRead(message);
            }
        });
        connection.loggedIn();
        connection.write(GET);
        connection.publish();
        connection.pass(Connection.LIFE.dividedBy(10));
        connection.receive(VALUE + "+OK\r\n");
        assertThat(connection.read()).isEqualTo(VALUE);
        assertThat(connection.sent()).startsWith(GET + auth(2) + "*3\r\n$5\r\nBLPOP\r\n");
        connection.pass(Connection.LIFE.dividedBy(10));
        connection.receive("*-1\r\n");
        assertThat(connection.read()).isEmpty();
        connection.receive("*2\r\n$5\r\nqueue\r\n" + VALUE);
        assertThat(connection.sent()).endsWith(GET);
    }

    @Test
    void whatAListenerOfTheEventsWritesComesAfterwards() {
        connection.loggedIn();
        List<ChannelFuture> written = new ArrayList<>();
        connection.onReport(() -> written.add(connection.write(GET)));
        connection.renew();
        connection.receive("+OK\r\n");
        assertThat(connection.sent()).isEqualTo(auth(2) + GET);
        assertThat(written).hasSize(1).allMatch(ChannelFuture::isSuccess);
        connection.receive(VALUE);
        assertThat(connection.read()).isEqualTo(VALUE);
    }

    @Test
    void aPromiseThatIsKeptAtOnceMayWriteTheNext() {
        connection.loggedIn();
        connection.write(BLPOP);
        ChannelPromise held = connection.channel().newPromise();
        held.addListener(done -> connection.write(command("GET", "another")));
        connection.channel().write(connection.buffer(GET), held);
        connection.receive("*2\r\n$5\r\nqueue\r\n" + VALUE);
        assertThat(connection.sent()).isEqualTo(SLICE + GET + command("GET", "another"));
    }

    @Test
    void aConnectionThatIsDeadIsClosedAndTakesNoMore() {
        connection.loggedIn();
        connection.write(GET);
        connection.renew();
        connection.receive(VALUE + ":1\r\n" + VALUE);
        assertThat(connection.read()).isEqualTo(VALUE);
        assertThat(connection.channel().isOpen()).isFalse();
        assertThat(connection.write(GET).cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(connection.reports()).hasSize(1).first().isInstanceOf(AuthEvent.ConnectionDied.class);
    }

    @Test
    void silenceIsFoundOutByAPing() {
        connection.loggedIn();
        connection.pass(Duration.ofSeconds(15));
        assertThat(connection.sent()).isEqualTo(command("PING"));
        connection.receive("+PONG\r\n");
        assertThat(connection.read()).isEmpty();
        connection.pass(Duration.ofSeconds(40));
        assertThat(connection.channel().isOpen()).isFalse();
        connection.sent();
    }

    @Test
    void theSessionEndsWithTheConnection() {
        connection.loggedIn();
        connection.write(BLPOP + GET);
        connection.publish();
        assertThat(connection.listening()).isOne();
        connection.channel().close();
        assertThat(connection.listening()).isZero();
        connection.sent();
        connection.pass(Connection.LIFE);
        assertThat(connection.sent()).isEmpty();
        assertThat(connection.write(GET).cause()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aFailureOfTheSessionClosesTheConnection() {
        connection.loggedIn();
        connection.renew();
        connection.sent();
        connection.onReport(() -> {
            throw new IllegalStateException("a listener");
        });
        connection.channel().pipeline().fireChannelRead(connection.buffer("+OK\r\n"));
        assertThat(connection.channel().isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> connection.channel().checkException());
    }

    @Test
    void itGoesBehindTlsOnceAndNowhereElse() throws Exception {
        Sessions sessions = new Sessions("lettuce", connection, () -> Instant.EPOCH, () -> 0, Duration.ofSeconds(1));
        EmbeddedChannel inTheClear = new EmbeddedChannel();
        SessionHandler.install(inTheClear, sessions);
        assertThat(inTheClear.pipeline().get(SessionHandler.class)).isNull();
        inTheClear.finish();

        EmbeddedChannel encrypted = new EmbeddedChannel(tls());
        encrypted.pipeline().addLast("client", new ChannelInboundHandlerAdapter());
        SessionHandler.install(encrypted, sessions);
        SessionHandler.install(encrypted, sessions);
        assertThat(encrypted.pipeline().toMap().values())
                .extracting(Object::getClass)
                .extracting(Class::getSimpleName)
                .containsExactly("SslHandler", "SessionHandler", "ChannelInboundHandlerAdapter");
        encrypted.finishAndReleaseAll();
        encrypted.close();
    }

    private static SslHandler tls() throws NoSuchAlgorithmException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        return new SslHandler(engine);
    }
}
