package dev.redisentra.sample.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;

/** The way to the server without a Redis client, so that it is clear at which step it ends. */
final class Network {
    /** As long as the clients give it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RedisSettings settings;

    Network(RedisSettings settings) {
        this.settings = settings;
    }

    String resolve() throws IOException {
        List<String> addresses = Arrays.stream(InetAddress.getAllByName(settings.host()))
                .map(InetAddress::getHostAddress)
                .toList();
        return "%s is %s".formatted(settings.host(), String.join(", ", addresses));
    }

    String connect() throws IOException {
        try (Socket socket = socket()) {
            return "%s:%d takes connections (%s)"
                    .formatted(
                            settings.host(),
                            settings.port(),
                            socket.getInetAddress().getHostAddress());
        }
    }

    String handshake() throws IOException, GeneralSecurityException {
        try (Socket socket = socket();
                SSLSocket tls = (SSLSocket)
                        context().getSocketFactory().createSocket(socket, settings.host(), settings.port(), true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return describe(tls.getSession());
        }
    }

    private static String describe(SSLSession session) throws SSLPeerUnverifiedException {
        List<X509Certificate> chain = Arrays.stream(session.getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
        return "%s; the certificate names the host and is good until %s; chain: %s"
                .formatted(
                        session.getProtocol(),
                        chain.get(0).getNotAfter().toInstant(),
                        chain.stream()
                                .map(certificate ->
                                        certificate.getSubjectX500Principal().getName())
                                .collect(Collectors.joining(" < ")));
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.connect(
                    new InetSocketAddress(settings.host(), settings.port()), Math.toIntExact(PATIENCE.toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] trusted = settings.tlsCa()
                .map(ca -> PrivateCa.trustManagers(ca).getTrustManagers())
                .orElse(null);
        context.init(null, trusted, null);
        return context;
    }
}
