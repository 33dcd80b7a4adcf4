package dev.redisentra.core.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a secret is, in a text, and what is none. */
@Isolated("the secrets of other tests would push its own out of those remembered")
class RedactionTest {
    /** Neither looks like one of Azure's. */
    private static final Secret PASSWORD = Secret.of("c0rrect-h0rse-battery-stap1e");

    private static final Secret SHORT = Secret.of("tr0ub4d");

    /** As Azure makes them, and nobody's. */
    private static final String KEY = "kQ7vZ2xW9pLr4TnB8mJs+3HdYc6Fg1aE/uVo5iXqNzA=";

    private static final String TOKEN = "eyJ0eXAiOiJKV1QifQ.eyJvaWQiOiIxIn0.c2lnbmF0dXJl";

    /** It says itself what it is, and holds no secret: nothing of that is lost. */
    @Test
    void keepsOurOwnExceptionAmongTheCausesOfAnother() {
        AuthException ours = new AuthException(AuthException.Kind.TIMED_OUT, "It is late.", "Wait.", null);

        Throwable shown = Redaction.of(new IOException("sent " + PASSWORD.reveal(), ours));

        assertThat(shown).hasMessage("sent ***").hasCause(ours);
        assertThat(shown.getCause()).isSameAs(ours);
    }

    @Test
    void hidesWhatTheProcessHasMadeASecret() {
        assertThat(Redaction.of("sent '" + PASSWORD.reveal() + "' twice: " + PASSWORD.reveal()))
                .isEqualTo("sent '***' twice: ***");
        assertThat(Redaction.of("NOSUCH " + PASSWORD.reveal().toUpperCase(Locale.ROOT)))
                .isEqualTo("NOSUCH ***");
    }

    /** Redis repeats 128 bytes of the arguments, the password among them. */
    @Test
    void hidesAnyEightCharactersInARow() {
        String password = PASSWORD.reveal();
        for (int from = 0; from < password.length(); from++) {
            for (int to = from + 1; to <= password.length(); to++) {
                String shown = Redaction.of("'" + password.substring(from, to) + "'");

                assertThat(shown).isEqualTo(to - from < 8 ? "'" + password.substring(from, to) + "'" : "'***'");
            }
        }
    }

    @Test
    void looksForNoSecretThatIsAsShortAsAWord() {
        assertThat(Redaction.of(SHORT.reveal())).isEqualTo(SHORT.reveal());
    }

    @Test
    void knowsASecretThatHasJustBeenReplaced() {
        makeSecret("f0rmer-pa55word");
        for (int i = 0; i < 3; i++) {
            makeSecret("succe55or-n0-" + i);
            System.gc();
        }

        assertThat(Redaction.of("f0rmer-pa55word")).isEqualTo("***");
    }

    @Test
    void knowsASecretForAsLongAsItIsHeld() {
        makeSecret(PASSWORD.reveal()); // an equal one, which is let go at once
        for (int i = 0; i < 100; i++) {
            makeSecret("0ne-of-a-hundr3d-" + i);
        }
        System.gc();

        assertThat(Redaction.of(PASSWORD.reveal())).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=%s,ssl=True",
                "rediss://:%s@contoso",
                "%s",
                "contoso%scontoso",
                "/home/somebody/some/where/deep/down/in/the/tree/%s"
            })
    void hidesWhatLooksLikeASecretWhoeverItBelongsTo(String text) {
        for (String secret : new String[] {KEY, TOKEN, "abcdefghijklmnopqrstuvwxyz0123456AzCaBCDEFGH="}) {
            String with = text.formatted(secret);

            assertThat(Redaction.looksSecret(with)).isTrue();
            assertThat(Redaction.of(with)).contains("***").doesNotContain(secret.substring(4, 12));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7c3c0b2e-4c52-4b7e-9f43-6a1d0a3d6f10",
                "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
                "contoso-orders-2.westeurope.redis.azure.net:10000",
                "https://login.microsoftonline.com/7c3c0b2e-4c52-4b7e-9f43-6a1d0a3d6f10/oauth2/v2.0/token",
                "/subscriptions/7c3c0b2e-4c52-4b7e-9f43-6a1d0a3d6f10/resourceGroups/orders1/providers/"
                        + "Microsoft.ManagedIdentity/userAssignedIdentities/ordersIdentity2",
                "/Users/somebody/IdeaProjects/orders/src/main/resources/certificates/CompanyRootCA2.pem",
                "/var/folders/q1/5zc3jx8d6v7f2m4h9k0r1w6c0000gn/T/junit-8739451236780912345/key",
                "io.netty.handler.ssl.ReferenceCountedOpenSslEngine$OpenSslHandshakeException",
                "org.apache.tomcat.util.net.openssl.OpenSSLX509TrustManagerWrapper2",
                "AADSTS7000215: Invalid client secret provided. Trace ID: 0c8b0c5a-55a9-4f3c-8d0e-2d1b1a4e0100",
            })
    void leavesNamesAsTheyAre(String text) {
        assertThat(Redaction.looksSecret(text)).isFalse();
        assertThat(Redaction.of(text)).isEqualTo(text);
    }

    @Test
    void leavesAFailureAsItIsWhereNothingIsInIt() {
        Exception clean = new IOException("Connection refused", new IllegalStateException());

        assertThat(Redaction.of(clean)).isSameAs(clean);
    }

    @Test
    void printsAFailureWithoutTheSecretInItsCause() {
        Exception outer = new IllegalStateException("outer", new IOException("sent " + PASSWORD.reveal()));
        outer.addSuppressed(new IOException("beside " + KEY));

        Throwable shown = Redaction.of(outer);

        assertThat(shown).hasToString("java.lang.IllegalStateException: outer");
        assertThat(shown.getStackTrace()).isEqualTo(outer.getStackTrace());
        assertThat(shown.getCause())
                .hasToString("java.io.IOException: sent ***")
                .hasMessage("sent ***");
        assertThat(shown.getSuppressed()[0]).hasMessage("beside ***");
        assertThat(Redaction.of(shown)).isSameAs(shown);
    }

    @Test
    void printsAFailureThatIsItsOwnCause() {
        Exception first = new IOException(KEY);
        Exception second = new IOException("second", first);
        first.initCause(second);

        assertThat(Redaction.of(second)).hasMessage("second").cause().hasMessage("***");
    }

    @Test
    void showsAPathThatIsOne(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("key"));

        assertThat(Redaction.ofPath(file.toString())).isEqualTo(file.toString());
        for (String path :
                new String[] {"/no/such/file", "./file", "../file", "~/file", "C:\\file", "\\\\host\\file"}) {
            assertThat(Redaction.ofPath(path)).isEqualTo(path);
        }
        for (String noPath : new String[] {"hunter2", "hunter/2", "no\0path", KEY, TOKEN}) {
            assertThat(Redaction.ofPath(noPath)).isEqualTo("***");
        }
        assertThat(Redaction.ofPath("/" + KEY)).isEqualTo("***");
    }

    private static void makeSecret(String text) {
        Secret.of(text);
    }
}
