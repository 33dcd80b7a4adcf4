package dev.redisentra.testkit;

import java.io.ByteArrayInputStream;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class CertificatesTest {
    @RepeatedTest(20)
    void whatTheAuthorityIssuesIsTrustedByWhoeverTrustsIt() throws Exception {
        CertifiedKey authority = CertifiedKey.authority("some CA");
        CertifiedKey issued = authority.issue("localhost");

        assertThatCode(() -> validate(issued, authority)).doesNotThrowAnyException();
        assertThatCode(() -> validate(issued, CertifiedKey.authority("some CA")))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void aCertificateSaysForWhatItIs() throws Exception {
        CertifiedKey authority = CertifiedKey.authority("some CA");
        CertifiedKey issued = authority.issue("localhost");

        assertThat(authority.x509().getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(authority.x509().getKeyUsage()[5]).isTrue();
        assertThat(issued.x509().getBasicConstraints()).isEqualTo(-1);
        assertThat(issued.x509().getKeyUsage()[0]).isTrue();
        assertThat(issued.x509().getExtendedKeyUsage()).hasSize(2);
        assertThat(issued.x509().getSubjectAlternativeNames()).containsExactly(List.of(2, "localhost"));
    }

    @Test
    void theFileHoldsTheCertificate() throws Exception {
        CertifiedKey authority = CertifiedKey.authority("some CA");
        byte[] pem = authority.certificatePem().getBytes(US_ASCII);

        assertThat(CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)))
                .isEqualTo(authority.x509());
        assertThat(authority.toString()).contains("some CA").doesNotContain(authority.keyPem());
    }

    private static void validate(CertifiedKey issued, CertifiedKey authority) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.x509(), null)));
        parameters.setRevocationEnabled(false);
        List<X509Certificate> path = List.of(issued.x509());
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }
}
