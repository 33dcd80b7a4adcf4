package dev.redisentra.core.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;

/** Makes the JDK's TLS trust the CA certificates of a PEM file, in place of the JVM's trust store. */
public final class PrivateCa {
    private PrivateCa() {}

    /**
     * The certificates themselves, for a client that wants a trust store of its own making.
     *
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate
     */
    public static List<Certificate> certificates(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            List<Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(pem + " holds no certificate in PEM form");
            }
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(pem, e);
        }
    }

    /**
     * Trust managers that know these certificates and no others.
     *
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate
     */
    public static TrustManagerFactory trustManagers(Path pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(pem, e);
        }
    }

    private static IllegalArgumentException unreadable(Path pem, Exception cause) {
        return new IllegalArgumentException(
                pem + " cannot be read as certificates in PEM form: " + cause.getMessage(), cause);
    }
}
