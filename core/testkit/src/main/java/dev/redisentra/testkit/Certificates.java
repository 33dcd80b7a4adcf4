package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A private certificate authority. A JVM has one. */
final class Certificates {
    /** Files in the directory of a kit: the authority's, and those that its servers use among themselves. */
    static final String AUTHORITY = "ca.pem";

    static final String NODE = "node.pem";
    static final String NODE_KEY = "node-key.pem";

    private Certificates() {}

    private static final class Authority {
        static final CertifiedKey CERTIFICATE = make();

        private static CertifiedKey make() {
            try {
                return CertifiedKey.authority("redis-entra test kit CA");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("The test certificate could not be made: " + e.getMessage(), e);
            }
        }
    }

    /**
     * The server's side of TLS, for this name only. Azure's certificates name no IP address either, though the nodes of a
     * cluster are announced by address.
     */
    static SSLContext server(String name) {
        try {
            CertifiedKey leaf = Authority.CERTIFICATE.issue(name);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", leaf.key(), new char[0], new Certificate[] {leaf.x509()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), null, null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The test certificate could not be used: " + e.getMessage(), e);
        }
    }

    /** A certificate of another's key: the JVM's authority vouches for it. */
    static CertifiedKey issue(String name, KeyPair pair) throws GeneralSecurityException {
        return Authority.CERTIFICATE.issue(name, pair);
    }

    /** Returns the file. */
    static Path writeAuthority(Path directory) throws IOException {
        try {
            return Files.writeString(directory.resolve(AUTHORITY), Authority.CERTIFICATE.certificatePem());
        } catch (GeneralSecurityException e) {
            throw new IOException("The test certificate could not be written: " + e.getMessage(), e);
        }
    }

    static void writeNode(Path directory) throws IOException {
        try {
            CertifiedKey node = Authority.CERTIFICATE.issue("node");
            Files.writeString(directory.resolve(NODE), node.certificatePem());
            Files.writeString(directory.resolve(NODE_KEY), node.keyPem());
        } catch (GeneralSecurityException e) {
            throw new IOException("The test certificate could not be made: " + e.getMessage(), e);
        }
    }
}
