package dev.redisentra.testkit;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A key and its certificate (RFC 5280). The JDK can read certificates, but cannot make them. A library that makes them would
 * be on the class path of the kit's users.
 */
record CertifiedKey(X509Certificate x509, PrivateKey key) {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final Duration VALID = Duration.ofDays(365);
    /** For clocks that differ a little, in a container for example. */
    private static final Duration EARLIER = Duration.ofDays(1);

    static CertifiedKey authority(String name) throws GeneralSecurityException {
        KeyPair pair = newPair();
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence(Der.truth())),
                // To sign certificates, and lists of revoked ones.
                extension("2.5.29.15", true, Der.bits(1, (byte) 0x06)),
                extension("2.5.29.14", false, Der.octets(id(pair.getPublic()))));
        return sign(name(name), pair, name(name), pair.getPrivate(), extensions);
    }

    /** A certificate for both ends of a connection, with this DNS name only. */
    CertifiedKey issue(String dnsName) throws GeneralSecurityException {
        return issue(dnsName, newPair());
    }

    /** The same for a key of another kind. */
    CertifiedKey issue(String dnsName, KeyPair pair) throws GeneralSecurityException {
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence()),
                // To sign what a handshake signs.
                extension("2.5.29.15", true, Der.bits(7, (byte) 0x80)),
                extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"))),
                extension("2.5.29.17", false, Der.sequence(Der.tagged(0x82, dnsName.getBytes(US_ASCII)))),
                extension("2.5.29.14", false, Der.octets(id(pair.getPublic()))),
                extension("2.5.29.35", false, Der.sequence(Der.tagged(0x80, id(x509.getPublicKey())))));
        return sign(name(dnsName), pair, x509.getSubjectX500Principal().getEncoded(), key, extensions);
    }

    String certificatePem() throws GeneralSecurityException {
        return pem("CERTIFICATE", x509.getEncoded());
    }

    String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String type, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static CertifiedKey sign(byte[] subject, KeyPair pair, byte[] issuer, PrivateKey by, byte[] extensions)
            throws GeneralSecurityException {
        Instant now = Clock.systemUTC().instant();
        byte[] content = Der.sequence(
                Der.tagged(0xA0, Der.integer(BigInteger.TWO)), // version 3, counted from 0
                Der.integer(new BigInteger(UUID.randomUUID().toString().replace("-", ""), 16)),
                ECDSA_WITH_SHA256,
                issuer,
                Der.sequence(Der.time(now.minus(EARLIER)), Der.time(now.plus(VALID))),
                subject,
                pair.getPublic().getEncoded(),
                Der.tagged(0xA3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(by);
        signature.update(content);
        byte[] encoded = Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(0, signature.sign()));
        CertificateFactory reader = CertificateFactory.getInstance("X.509");
        return new CertifiedKey(
                (X509Certificate) reader.generateCertificate(new ByteArrayInputStream(encoded)), pair.getPrivate());
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.tagged(Der.SET, Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.truth(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    /** Any value works that is the same for the same key (RFC 5280, 4.2.1.2). */
    private static byte[] id(PublicKey key) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return Arrays.copyOf(hash, 20);
    }

    @Override
    public String toString() {
        return "CertifiedKey[" + x509.getSubjectX500Principal() + ", key=(redacted)]";
    }
}
