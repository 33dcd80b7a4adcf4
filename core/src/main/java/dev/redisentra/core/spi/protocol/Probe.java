package dev.redisentra.core.spi.protocol;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.session.Resp;
import dev.redisentra.core.spi.tls.PrivateCa;

/** One verified connection that logs in and looks at the beginning of each answer. Not thread-safe. */
final class Probe implements Closeable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** HELLO can be slow. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    /** More than any error has in its first line. */
    private static final int LONGEST_LINE = 4_096;

    private static final String ERROR = "^-(?:ERR )?";

    private static final Pattern REFUSES_LOGIN = Pattern.compile(
            ERROR + "(?:WRONGPASS|NOAUTH|invalid username-password pair|invalid password)", Pattern.CASE_INSENSITIVE);

    /** Anything else, a server that is loading its data for example, says nothing of HELLO. */
    private static final Pattern REFUSES_HELLO = Pattern.compile(
            ERROR
                    + "(?:NOPROTO|NOPERM|unknown command|unknown or disabled command|Protocol version"
                    + "|syntax error|wrong number of arguments)",
            Pattern.CASE_INSENSITIVE);

    private final Socket socket;
    private final InputStream in;

    private Probe(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream());
    }

    static Probe connect(RedisSettings settings) throws IOException {
        SSLSocketFactory tls = factory(settings);
        Socket carrier = new Socket();
        try {
            carrier.connect(new InetSocketAddress(settings.host(), settings.port()), millis(CONNECT_TIMEOUT));
            carrier.setSoTimeout(millis(ANSWER_TIMEOUT));
            carrier.setTcpNoDelay(true);
            SSLSocket secured = (SSLSocket) tls.createSocket(carrier, settings.host(), settings.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return new Probe(secured);
        } catch (IOException | RuntimeException e) {
            carrier.close();
            throw e;
        }
    }

    private static SSLSocketFactory factory(RedisSettings settings) {
        if (settings.tlsCa().isEmpty()) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, PrivateCa.trustManagers(settings.tlsCa().get()).getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    Finding logInByHello(RedisCredential credential) throws IOException {
        String password = credential.password().reveal();
        String hello = ask("HELLO", "3", "AUTH", credential.username(), password);
        boolean refusesLogin = REFUSES_LOGIN.matcher(hello).find();
        if (!refusesLogin && !REFUSES_HELLO.matcher(hello).find()) {
            return answered(hello);
        }
        if (!isLoggedIn(credential)) {
            return Finding.UNKNOWN;
        }
        return refusesLogin ? Finding.NO_LOGIN_IN_HELLO : Finding.NO_HELLO;
    }

    Finding logInByAuth(RedisCredential credential) throws IOException {
        if (!isLoggedIn(credential)) {
            return Finding.UNKNOWN;
        }
        String hello = ask("HELLO", "3");
        return REFUSES_HELLO.matcher(hello).find() ? Finding.NO_HELLO : answered(hello);
    }

    private boolean isLoggedIn(RedisCredential credential) throws IOException {
        String password = credential.password().reveal();
        return ask("AUTH", credential.username(), password).equals("+OK");
    }

    private static Finding answered(String hello) {
        return switch (hello.isEmpty() ? ' ' : hello.charAt(0)) {
            case '%' -> Finding.RESP3;
            case '*' -> Finding.ANSWERS_IN_RESP2;
            default -> Finding.UNKNOWN;
        };
    }

    /** Gives the first line of the answer. What else there is of it is the last that is read. */
    private String ask(String... words) throws IOException {
        socket.getOutputStream().write(Resp.command(words));
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed by the server");
            } else if (line.length() == LONGEST_LINE) {
                throw new IOException("the server's answer is no Redis's");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
