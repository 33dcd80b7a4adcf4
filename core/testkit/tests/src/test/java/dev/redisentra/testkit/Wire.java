package dev.redisentra.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Connections to the TLS fronts as a careful client makes them: a private CA, and the host name verified. */
final class Wire {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Wire() {}

    static Resp connect(LocalAzure azure) throws IOException {
        return connect(azure, azure.redis().host(), azure.redis().port());
    }

    static Resp connect(LocalAzure azure, String host, int port) throws IOException {
        return connect(azure.redis().certificateAuthority(), host, port);
    }

    static Resp connect(Path authority, String host, int port) throws IOException {
        Socket socket = new Socket();
        int millis = Math.toIntExact(TIMEOUT.toMillis());
        try {
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            socket.setTcpNoDelay(true);
            SSLSocket tls = (SSLSocket) trusting(authority).getSocketFactory().createSocket(socket, host, port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return new Resp(tls);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connected and logged in with a token. */
    static Resp login(LocalAzure azure, IssuedToken token) throws IOException {
        Resp resp = connect(azure);
        RedisNode.expectOk(resp.call("AUTH", token.principalId(), token.value()));
        return resp;
    }

    static SSLContext trusting(Path authority) throws IOException {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
