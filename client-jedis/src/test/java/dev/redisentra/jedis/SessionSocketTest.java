package dev.redisentra.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.JedisClientConfig;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A socket of a dressed configuration, as whoever reads and writes on it sees it. */
@WithLocalAzure
class SessionSocketTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LocalAzure azure;
    private CommandedSource source;
    private @Nullable Socket connected;
    private @Nullable SSLSocket opened;

    @BeforeEach
    void prepare(LocalAzure local) {
        azure = local;
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(2));
    }

    @AfterEach
    void close() throws IOException {
        threads.shutdownNow();
        if (opened != null) {
            opened.close();
        }
        if (connected != null) {
            connected.close();
        }
    }

    private SSLSocket connect(int port) throws IOException {
        return connect(port, "2");
    }

    /** As Jedis does it. */
    @SuppressWarnings("deprecation")
    private SSLSocket connect(int port, String protocol) throws IOException {
        JedisClientConfig config = JedisClients.authenticate(
                JedisClients.clientConfig(RedisSettings.fromEnvironment(azure.environment())), source);
        SSLSocketFactory factory = config.getSslSocketFactory();
        Socket plain = new Socket("localhost", port);
        connected = plain;
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, "localhost", port, true);
        opened = socket;
        socket.setSSLParameters(config.getSslParameters());
        socket.setSoTimeout(20_000);
        RedisCredential credential = source.current();
        String user = credential.username();
        String password = credential.password().reveal();
        if (protocol.equals("2")) {
            send(socket, "AUTH", user, password);
            assertThat(receive(socket, 5)).isEqualTo("+OK\r\n");
        } else {
            send(socket, "HELLO", "3", "AUTH", user, password);
            StringBuilder greeting = new StringBuilder();
            while (!greeting.toString().endsWith("modules\r\n*0\r\n")) {
                greeting.append(receive(socket, 1));
            }
        }
        return socket;
    }

    private static void send(Socket socket, String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String receive(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    @Test
    void tcpFindsOutSoonWhetherAnybodyIsThere() throws Exception {
        connect(azure.redis().port());
        Socket carrier = requireNonNull(connected);
        assertThat(carrier.getKeepAlive()).isTrue();
        for (SocketOption<?> option : carrier.supportedOptions()) {
            switch (option.name()) {
                case "TCP_KEEPIDLE" -> assertThat(carrier.getOption(option)).isEqualTo(10);
                case "TCP_KEEPINTERVAL" -> assertThat(carrier.getOption(option)).isEqualTo(5);
                case "TCP_KEEPCOUNT" -> assertThat(carrier.getOption(option)).isEqualTo(3);
                default -> {}
            }
        }
    }

    @Test
    void whatComesToAnAuthIsNeverRead() throws Exception {
        SSLSocket socket = connect(azure.redis().port());
        for (int renewal = 1; renewal <= 3; renewal++) {
            source.renew();
            int times = renewal;
            await().until(() -> source.reauthenticated() == times);
            send(socket, "PING");
            assertThat(receive(socket, 7)).isEqualTo("+PONG\r\n");
        }
        assertThat(socket.getInputStream().available()).isZero();
    }

    /** Nobody reads when it comes, and the answer to the AUTH comes behind it. */
    @Test
    void whatIsPushedWhileNobodyReadsIsKeptForItsOwner() throws Exception {
        SSLSocket socket = connect(azure.redis().port(), "3");
        send(socket, "SUBSCRIBE", "news");
        String confirmed = ">3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n";
        assertThat(receive(socket, confirmed.length())).isEqualTo(confirmed);
        azure.redis().command(0, "PUBLISH", "news", "1");
        source.renew();
        await().until(() -> source.reauthenticated() == 1);
        azure.redis().command(0, "PUBLISH", "news", "2");

        String messages =
                ">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$1\r\n1\r\n>3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$1\r\n2\r\n";
        assertThat(receive(socket, messages.length())).isEqualTo(messages);
    }

    @Test
    void aReadTimesOutHoweverManyAuthsAreAnsweredMeanwhile() throws Exception {
        SSLSocket socket = connect(azure.redis().port());
        socket.setSoTimeout(1_000);
        Future<Integer> reading = threads.submit(() -> socket.getInputStream().read());
        while (!reading.isDone()) {
            long before = source.reauthenticated();
            source.renew();
            await().until(() -> source.reauthenticated() > before || reading.isDone());
        }
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> reading.get(60, TimeUnit.SECONDS))
                .withCauseInstanceOf(SocketTimeoutException.class);
        assertThat(source.reauthenticated()).isPositive();

        socket.setSoTimeout(20_000);
        send(socket, "PING");
        assertThat(receive(socket, 7)).isEqualTo("+PONG\r\n");
    }

    /** What it may wait for is its owner's to say: an answer that comes just in time is none too late. */
    @ParameterizedTest
    @ValueSource(ints = {20, 100, 101, 400})
    void noReadTimesOutTooSoon(int millis) throws Exception {
        SSLSocket socket = connect(azure.redis().port());
        socket.setSoTimeout(millis);
        source.renew();
        long before = System.nanoTime();
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> socket.getInputStream().read());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aTimeoutInTheMiddleOfATlsRecordLosesNothing() throws Exception {
        try (Halting proxy = new Halting(azure.redis().port())) {
            SSLSocket socket = connect(proxy.port());
            proxy.haltInTheMiddleOfTheNextRecord();
            send(socket, "PING");
            proxy.awaitHalt();
            socket.setSoTimeout(50);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> socket.getInputStream().read());
            proxy.goOn();
            socket.setSoTimeout(20_000);
            assertThat(receive(socket, 7)).isEqualTo("+PONG\r\n");
        }
    }

    /** Where it is halted, the thread that looks for the answer to the AUTH gives up, and does not keep its owner waiting. */
    @Test
    void theOwnerReadsWhatTheOtherThreadReadTheBeginningOf() throws Exception {
        try (Halting proxy = new Halting(azure.redis().port())) {
            SSLSocket socket = connect(proxy.port());
            proxy.haltInTheMiddleOfTheNextRecord();
            source.renew();
            proxy.awaitHalt();
            send(socket, "PING");
            Future<String> pong = threads.submit(() -> receive(socket, 7));
            proxy.goOn();
            assertThat(pong.get(60, TimeUnit.SECONDS)).isEqualTo("+PONG\r\n");
            await().until(() -> source.reauthenticated() == 1);
        }
    }

    /** Jedis would connect another by itself, and use it without a login. */
    @Test
    void ofALostConnectionOnlyReadingAndWritingTells() throws Exception {
        SSLSocket socket = connect(azure.redis().port());
        azure.redis().dropConnections();
        source.renew();
        await().until(() -> source.listeners() == 0);

        assertThat(socket.isClosed()).isFalse();
        assertThat(socket.isConnected()).isTrue();
        assertThat(socket.isInputShutdown()).isFalse();
        assertThat(socket.isOutputShutdown()).isFalse();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(socket, "PING"));
        socket.close();
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void whoReadsLearnsThatItIsClosed() throws Exception {
        SSLSocket socket = connect(azure.redis().port());
        CountDownLatch began = new CountDownLatch(1);
        Future<Boolean> toldOfItsEnd = threads.submit(() -> {
            began.countDown();
            try {
                return socket.getInputStream().read() < 0;
            } catch (IOException closed) {
                return true;
            }
        });
        began.await();
        socket.close();
        // As with the JDK's own: the end of the stream, where the server's goodbye comes first.
        assertThat(toldOfItsEnd.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(source.listeners()).isZero();
        socket.close();
    }

    @Test
    void theTimeoutIsTheOwners() throws Exception {
        SSLSocket socket = connect(azure.redis().port());
        socket.setSoTimeout(7_000);
        source.renew();
        await().until(() -> source.reauthenticated() == 1);
        assertThat(socket.getSoTimeout()).isEqualTo(7_000);
    }

    /** Passes bytes between a client and a port, and can stop on the way back: behind the header of a TLS record. */
    private static final class Halting implements AutoCloseable {
        private static final int HEADER_AND_SOME = 9;

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final CountDownLatch halted = new CountDownLatch(1);
        private final CountDownLatch goesOn = new CountDownLatch(1);
        private final AtomicReference<@Nullable Boolean> halts = new AtomicReference<>();

        Halting(int port) throws IOException {
            var unused = threads.submit(() -> {
                Socket client = listening.accept();
                Socket server = new Socket("localhost", port);
                var there = threads.submit(() -> pass(client, server, false));
                var back = threads.submit(() -> pass(server, client, true));
                return List.of(there, back);
            });
        }

        int port() {
            return listening.getLocalPort();
        }

        void haltInTheMiddleOfTheNextRecord() {
            halts.set(true);
        }

        void awaitHalt() throws InterruptedException {
            halted.await();
        }

        void goOn() {
            goesOn.countDown();
        }

        @Nullable
        Void pass(Socket from, Socket to, boolean back) throws Exception {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[65_536];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (back && halts.getAndSet(null) != null) {
                    out.write(bytes, 0, HEADER_AND_SOME);
                    halted.countDown();
                    goesOn.await();
                    out.write(bytes, HEADER_AND_SOME, read - HEADER_AND_SOME);
                } else {
                    out.write(bytes, 0, read);
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            threads.shutdownNow();
            listening.close();
        }
    }
}
