package dev.redisentra.core.entra;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that has left azure-identity out, and what comes with it: azure-core is all that is there of Azure's. */
@Timeout(60)
class WithoutAzureIdentityTest {
    private static final String LEFT_OUT = ".*(azure-identity|msal4j)[^/]*\\.jar";

    @Test
    void accessKeysNeedNoneOfIt() throws Exception {
        assertThat(outcomeOf("accessKey")).isEqualTo("default");
    }

    @Test
    void norDoesATokenCredentialOfAnotherMaking() throws Exception {
        assertThat(outcomeOf("ownCredential")).isEqualTo("an-oid");
    }

    @Test
    void whatSuchACredentialFailsWithIsExplained() throws Exception {
        assertThat(outcomeOf("failingCredential"))
                .startsWith("The identity failed for https://redis.azure.com/.default")
                .contains(": no network.");
    }

    @Test
    void theEnvironmentsIdentityNeedsItAndSaysSo() throws Exception {
        assertThat(outcomeOf("environmentsIdentity"))
                .contains("com.azure:azure-identity", "TokenCredential", "REDIS_AUTH=access-key");
    }

    /** In a class loader of its own, which has the class path without the jars that were left out. */
    private static String outcomeOf(String application) throws Exception {
        List<String> all = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> left =
                all.stream().filter(entry -> !entry.matches(LEFT_OUT)).toList();
        assertThat(left.size()).isLessThanOrEqualTo(all.size() - 2);
        URL[] urls = left.stream().map(WithoutAzureIdentityTest::url).toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            return (String) loader.loadClass(Applications.class.getName())
                    .getDeclaredMethod(application)
                    .invoke(null);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seen by that class loader. */
    public static final class Applications {
        private static final RedisSettings SETTINGS =
                RedisSettings.builder().host("contoso.redis.cache.windows.net").build();

        private Applications() {}

        public static String accessKey() {
            return login(CredentialSources.open(RedisSettings.builder()
                    .host("contoso.redis.cache.windows.net")
                    .accessKey(Secret.of("key"))
                    .build()));
        }

        public static String ownCredential() {
            String token = Jwt.of("{\"oid\": \"an-oid\"}");
            OffsetDateTime expiry = OffsetDateTime.now(ZoneOffset.UTC).plusHours(1);
            return login(on(request -> Mono.just(new AccessToken(token, expiry))));
        }

        public static String failingCredential() {
            try {
                return EntraStrategy.of(SETTINGS, request -> Mono.error(new IllegalStateException("no network")))
                        .obtain()
                        .username();
            } catch (AuthException explained) {
                return explained.getMessage();
            }
        }

        public static String environmentsIdentity() {
            try {
                return login(CredentialSources.open(SETTINGS));
            } catch (IllegalStateException explained) {
                return String.valueOf(explained.getMessage());
            }
        }

        private static CredentialSource on(TokenCredential identity) {
            return CredentialSources.open(EntraStrategy.of(SETTINGS, identity));
        }

        private static String login(CredentialSource source) {
            try (source) {
                return source.await(Duration.ofMinutes(1)).username();
            }
        }
    }
}
