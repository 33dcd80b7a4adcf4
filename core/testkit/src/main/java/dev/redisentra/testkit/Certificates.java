package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

/** A private certificate authority, one for the JVM because the first one takes half a second. */
final class Certificates {
    /** The files, in the directory of a kit: of the authority, and of its servers among themselves. */
    static final String AUTHORITY = "ca.pem";

    static final String NODE = "node.pem";
    static final String NODE_KEY = "node-key.pem";

    private Certificates() {}

    private static final class Authority {
        static final X509Bundle BUNDLE = make(null, "redis-entra test kit CA");
    }

    /** The server's side of TLS, for {@code localhost} and 127.0.0.1, or else for the one other name. */
    static SslContext server(@Nullable String otherName) {
        try {
            X509Bundle leaf = make(Authority.BUNDLE, otherName == null ? "localhost" : otherName);
            return SslContextBuilder.forServer(leaf.toKeyManagerFactory())
                    .sslProvider(SslProvider.JDK)
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException("The test certificate could not be used: " + e.getMessage(), e);
        }
    }

    /** Gives the file. */
    static Path writeAuthority(Path directory) throws IOException {
        return Files.writeString(directory.resolve(AUTHORITY), Authority.BUNDLE.getCertificatePEM());
    }

    static void writeNode(Path directory) throws IOException {
        X509Bundle node = make(Authority.BUNDLE, "node");
        Files.writeString(directory.resolve(NODE), node.getCertificatePathPEM());
        Files.writeString(directory.resolve(NODE_KEY), node.getPrivateKeyPEM());
    }

    private static X509Bundle make(@Nullable X509Bundle issuer, String name) {
        try {
            CertificateBuilder builder = new CertificateBuilder().ecp256().subject("CN=" + name);
            if (issuer == null) {
                return builder.setIsCertificateAuthority(true).buildSelfSigned();
            }
            // The nodes of a cluster present theirs to each other on both ends.
            builder.addSanDnsName(name).addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth();
            if (name.equals("localhost")) {
                // Cluster nodes are announced by address, and clients verify what they connect to.
                builder.addSanIpAddress("127.0.0.1");
            }
            return builder.buildIssuedBy(issuer);
        } catch (Exception e) {
            throw new IllegalStateException("The test certificate could not be made: " + e.getMessage(), e);
        }
    }
}
