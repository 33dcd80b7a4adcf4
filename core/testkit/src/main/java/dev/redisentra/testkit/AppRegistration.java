package dev.redisentra.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisentra.testkit.IdentityDialect.Refused;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What an identity shows Entra of itself, where it is a service principal or a workload identity: a secret, a certificate, or
 * the token that Kubernetes put into a file. Thread-safe.
 */
final class AppRegistration {
    private static final Pattern ALGORITHM = Pattern.compile("\"alg\"\\s*:\\s*\"(\\w+)\"");

    private final String secret = "local-azure~" + Admissions.secret();
    private final String federatedToken = federatedToken();
    private @Nullable CertifiedKey certificate;

    /** Signed by nobody: what Entra would look up at the cluster, the kit compares. */
    private static String federatedToken() {
        String claims = TokenIssuer.Json.object(Map.of(
                "aud", "api://AzureADTokenExchange",
                "sub", "system:serviceaccount:default:local-azure",
                "jti", Admissions.secret()));
        return encoded("{\"alg\":\"RS256\"}") + "." + encoded(claims) + "." + encoded(Admissions.secret());
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    String secret() {
        return secret;
    }

    /** Gives the file. */
    Path writeFederatedToken(Path directory) throws IOException {
        return Files.writeString(directory.resolve("federated-token"), federatedToken);
    }

    /** Gives the file, with the key and the certificate. */
    Path writeCertificate(Path directory) throws IOException {
        try {
            CertifiedKey written = certificate();
            return Files.writeString(directory.resolve("app.pem"), written.keyPem() + written.certificatePem());
        } catch (GeneralSecurityException e) {
            throw new IOException("The application's certificate could not be made: " + e.getMessage(), e);
        }
    }

    private synchronized CertifiedKey certificate() throws GeneralSecurityException {
        CertifiedKey made = certificate;
        if (made == null) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            made = Certificates.issue("local-azure-app", pair);
            certificate = made;
        }
        return made;
    }

    /** Whether a request shows what it has to, in Entra's words where it does not. */
    void check(Map<String, String> form) throws Refused {
        String assertion = form.get("client_assertion");
        if (assertion == null) {
            if (!secret.equals(form.get("client_secret"))) {
                throw refused("AADSTS7000215: Invalid client secret provided.");
            }
        } else if (!assertion.equals(federatedToken) && !isSigned(assertion)) {
            throw refused("AADSTS700213: No matching federated identity record found for presented assertion,"
                    + " and no certificate of the application has signed it.");
        }
    }

    private static Refused refused(String message) {
        return new Refused(401, "invalid_client", message);
    }

    private boolean isSigned(String assertion) {
        int end = assertion.lastIndexOf('.');
        String[] parts = assertion.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            Signature signature = verifier(parts[0]);
            signature.initVerify(certificate().x509());
            signature.update(assertion.substring(0, end).getBytes(US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Signature verifier(String header) throws GeneralSecurityException {
        Matcher algorithm = ALGORITHM.matcher(new String(Base64.getUrlDecoder().decode(header), UTF_8));
        if (algorithm.find() && algorithm.group(1).equals("PS256")) {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            return signature;
        }
        return Signature.getInstance("SHA256withRSA");
    }

    @Override
    public String toString() {
        return "AppRegistration[secrets=(redacted)]";
    }
}
