package dev.redisentra.spring.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;

import dev.redisentra.testkit.LocalAzure;

/** The kit's certificate authority as one of the JVM's, for an application that cannot be told of it in another way. */
final class TrustStore {
    private static final String PASSWORD = "changeit";

    private TrustStore() {}

    /** The flags of a JVM that trusts it alone. */
    static List<String> of(LocalAzure azure, Path directory) throws IOException, GeneralSecurityException {
        Path file = directory.resolve("trusted.p12");
        try (InputStream pem = Files.newInputStream(azure.redis().certificateAuthority());
                OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            store.store(out, PASSWORD.toCharArray());
        }
        return List.of("-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }
}
