package dev.redisentra.core.spi.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.X509TrustManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PrivateCaTest {
    private static X509Bundle ours;
    private static X509Bundle second;
    private static X509Bundle stranger;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeAuthorities() throws Exception {
        ours = authority("CN=ours");
        second = authority("CN=second");
        stranger = authority("CN=a stranger");
    }

    @Test
    void trustsWhatTheAuthoritiesInTheFileIssuedAndNothingElse() throws Exception {
        Path pem = write(ours.getCertificatePEM() + "\n# the second\n" + second.getCertificatePEM());

        assertThatCode(() -> check(pem, leafOf(ours))).doesNotThrowAnyException();
        assertThatCode(() -> check(pem, leafOf(second))).doesNotThrowAnyException();
        assertThatExceptionOfType(CertificateException.class).isThrownBy(() -> check(pem, leafOf(stranger)));
        assertThat(PrivateCa.certificates(pem)).containsExactly(ours.getCertificate(), second.getCertificate());
        assertThat(trustManager(pem).getAcceptedIssuers()).hasSize(2);
    }

    @Test
    void namesAFileThatHoldsNoCertificate() throws IOException {
        for (String content : new String[] {"", "no certificate", ours.getPrivateKeyPEM()}) {
            Path pem = write(content);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PrivateCa.trustManagers(pem))
                    .withMessageStartingWith(pem.toString())
                    .withMessageContaining("in PEM form");
        }
    }

    @Test
    void namesAFileThatIsBroken() throws IOException {
        Path pem = write(ours.getCertificatePEM().replaceFirst("MII", "XXX"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PrivateCa.trustManagers(pem))
                .withMessageContaining(pem + " cannot be read as certificates in PEM form");
    }

    @Test
    void namesAFileThatIsNotThere() {
        for (Path pem : new Path[] {directory.resolve("missing.pem"), directory}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PrivateCa.trustManagers(pem))
                    .withMessageContaining(pem + " cannot be read")
                    .withCauseInstanceOf(Exception.class);
        }
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("ca.pem"), content);
    }

    private static void check(Path pem, X509Bundle leaf) throws CertificateException {
        trustManager(pem).checkServerTrusted(new X509Certificate[] {leaf.getCertificate()}, "ECDHE_ECDSA");
    }

    private static X509TrustManager trustManager(Path pem) {
        return Arrays.stream(PrivateCa.trustManagers(pem).getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static X509Bundle authority(String subject) throws Exception {
        return new CertificateBuilder()
                .subject(subject)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static X509Bundle leafOf(X509Bundle authority) throws Exception {
        return new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .buildIssuedBy(authority);
    }
}
