package dev.redisentra.core.spi.tls;

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

import dev.redisentra.core.auth.Redaction;

/** Makes the JDK's TLS trust the CA certificates of a PEM file, in place of the JVM's trust store. */
public final class PrivateCa {
    private PrivateCa() {}

    static List<Certificate> certificates(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            List<Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException(Redaction.of(pem.toString()) + " holds no certificate in PEM form");
            }
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(pem, e);
        }
    }

    /**
     * A trust store that holds these certificates and no others.
     *
     * @param type of the store, as the JDK names it
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate
     */
    public static KeyStore trustStore(Path pem, String type) {
        try {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(pem)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            return store;
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
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trustStore(pem, KeyStore.getDefaultType()));
            return factory;
        } catch (GeneralSecurityException e) {
            throw unreadable(pem, e);
        }
    }

    private static IllegalArgumentException unreadable(Path pem, Exception cause) {
        return new IllegalArgumentException(
                Redaction.of(pem + " cannot be read as certificates in PEM form: " + cause.getMessage()),
                Redaction.of(cause));
    }
}
