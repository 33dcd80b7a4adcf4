package dev.redisentra.core.entra;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthException.Kind;
import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EntraStrategyTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final RedisSettings SETTINGS =
            RedisSettings.builder().host("contoso.redis.cache.windows.net").build();

    /** Of libraries that look for their plug-ins there: the request's thread is core's. */
    @Test
    void anIdentityByHandSeesTheContextClassLoaderOfWhoHandedItIn() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader callers = new ClassLoader(before) {};
        List<ClassLoader> seen = new ArrayList<>();
        EntraStrategy strategy;
        try {
            thread.setContextClassLoader(callers);
            strategy = EntraStrategy.of(SETTINGS, request -> {
                seen.add(Thread.currentThread().getContextClassLoader());
                return Mono.error(new IllegalStateException("no network"));
            });
        } finally {
            thread.setContextClassLoader(before);
        }

        assertRefused(strategy, Kind.IDENTITY_UNAVAILABLE);

        assertThat(seen).containsOnly(callers);
        assertThat(thread.getContextClassLoader()).isEqualTo(before);
    }

    @Test
    void logsInAsTheTokensPrincipalWithTheToken() {
        String token = Jwt.of("{\"oid\":\"an-oid\",\"aud\":\"https://redis.azure.com\"}");

        RedisCredential credential = strategy(SETTINGS, token, NOON).obtain();

        assertThat(credential).isEqualTo(new RedisCredential("an-oid", Secret.of(token), CredentialKind.ENTRA, NOON));
    }

    @Test
    void asksForTheScopeThatIsSet() {
        List<String> asked = new ArrayList<>();
        RedisSettings settings = RedisSettings.builder()
                .host("contoso.redis.cache.usgovcloudapi.net")
                .scope("https://redis.azure.us/.default")
                .build();
        TokenCredential identity = new Identity() {
            @Override
            public AccessToken getTokenSync(TokenRequestContext request) {
                asked.addAll(request.getScopes());
                return new AccessToken(Jwt.of("{\"oid\":\"a\",\"aud\":\"https://redis.azure.us\"}"), at(NOON));
            }
        };

        EntraStrategy.of(settings, identity).obtain();

        assertThat(asked).containsExactly("https://redis.azure.us/.default");
    }

    @Test
    void logsInAsTheUserThatIsSet() {
        RedisSettings settings =
                RedisSettings.builder().host("localhost").username("AN-OID").build();

        assertThat(strategy(settings, Jwt.of("{\"oid\":\"an-oid\"}"), NOON)
                        .obtain()
                        .username())
                .isEqualTo("an-oid");
        assertThat(strategy(settings, "opaque", NOON).obtain().username()).isEqualTo("AN-OID");
    }

    /** Redis would refuse it, and the command that assigns a policy to the id that is set would not help. */
    @Test
    void refusesAUserWhoIsNotTheTokens() {
        RedisSettings settings = RedisSettings.builder()
                .host("localhost")
                .username("a-client-id")
                .build();

        assertRefused(strategy(settings, Jwt.of("{\"oid\":\"an-oid\"}"), NOON), Kind.WRONG_PRINCIPAL)
                .withMessageContainingAll(
                        "REDIS_USERNAME is a-client-id", "object id an-oid.", "Leave REDIS_USERNAME out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "e30.e30.c2ln"})
    void needsAUserWhereTheTokenNamesNone(String token) {
        assertRefused(strategy(SETTINGS, token, NOON), Kind.NO_OBJECT_ID)
                .withMessageContainingAll("no oid claim", "REDIS_USERNAME");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://redis.azure.com",
                "https://redis.azure.com/",
                "https://Redis.Azure.COM",
                "HTTPS://redis.azure.com/",
                "acca5fbb-b7e4-4009-81f1-37e38fd66d78", // the application behind the scope
            })
    void takesATokenForRedis(String audience) {
        assertThat(strategy(SETTINGS, tokenFor(audience), NOON).obtain().username())
                .isEqualTo("a");
    }

    /** Microsoft documents this scope, too. */
    @ParameterizedTest
    @ValueSource(strings = {"https://redis.azure.com", "acca5fbb-b7e4-4009-81f1-37e38fd66d78"})
    void takesATokenForTheApplicationsId(String audience) {
        RedisSettings settings = RedisSettings.builder()
                .host("localhost")
                .scope("acca5fbb-b7e4-4009-81f1-37e38fd66d78/.default")
                .build();

        assertThat(strategy(settings, tokenFor(audience), NOON).obtain().username())
                .isEqualTo("a");
        assertRefused(strategy(settings, tokenFor("https://management.azure.com"), NOON), Kind.WRONG_AUDIENCE);
    }

    @Test
    void comparesTheCaseOfAPath() {
        RedisSettings settings = RedisSettings.builder()
                .host("localhost")
                .scope("api://Redis.example/Path/.default")
                .build();

        assertThat(strategy(settings, tokenFor("api://redis.example/Path"), NOON)
                        .obtain()
                        .username())
                .isEqualTo("a");
        assertRefused(strategy(settings, tokenFor("api://redis.example/path"), NOON), Kind.WRONG_AUDIENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://management.azure.com", "https://redis.azure.com.example.com", "api://redis.azure.com"})
    void refusesATokenForAnotherResource(String audience) {
        assertRefused(strategy(SETTINGS, tokenFor(audience), NOON), Kind.WRONG_AUDIENCE)
                .withMessageContainingAll(audience, "https://redis.azure.com.", "REDIS_SCOPE");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T12:00:00Z, 1767268800, 2026-01-01T12:00:00Z", // the same
        "2026-01-01T12:00:00Z, 1767268799, 2026-01-01T11:59:59Z",
        "2026-01-01T11:59:59Z, 1767268800, 2026-01-01T11:59:59Z",
        "                    , 1767268800, 2026-01-01T12:00:00Z",
        "2026-01-01T12:00:00Z, null      , 2026-01-01T12:00:00Z",
    })
    void goesByTheEarlierExpiry(@Nullable Instant told, String claimed, Instant expiry) {
        String token = Jwt.of("{\"oid\":\"a\",\"exp\":%s}".formatted(claimed));

        assertThat(strategy(SETTINGS, token, told).obtain().expiresAt()).isEqualTo(expiry);
    }

    @Test
    void needsAnExpiry() {
        assertRefused(strategy(SETTINGS, Jwt.of("{\"oid\":\"a\"}"), null), Kind.IDENTITY_UNAVAILABLE)
                .withMessageContaining("does not say when it expires");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void needsAToken(@Nullable String token) {
        assertRefused(strategy(SETTINGS, token, NOON), Kind.IDENTITY_UNAVAILABLE)
                .withMessageContaining("gave no token");
    }

    @Test
    void needsAnAnswer() {
        TokenCredential empty = request -> Mono.empty();

        assertRefused(EntraStrategy.of(SETTINGS, empty), Kind.IDENTITY_UNAVAILABLE)
                .withMessageContaining("gave no token");
    }

    @Test
    void explainsWhatTheIdentityThrows() {
        IllegalStateException failure = new IllegalStateException("out of order");
        TokenCredential broken = request -> Mono.error(failure);

        assertRefused(EntraStrategy.of(SETTINGS, broken), Kind.IDENTITY_UNAVAILABLE)
                .withMessageContaining("out of order")
                .withCause(failure);
    }

    private static ThrowableAssertAlternative<AuthException> assertRefused(EntraStrategy strategy, Kind kind) {
        return assertThatExceptionOfType(AuthException.class)
                .isThrownBy(strategy::obtain)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static String tokenFor(String audience) {
        return Jwt.of("{\"oid\":\"a\",\"aud\":\"%s\"}".formatted(audience));
    }

    private static EntraStrategy strategy(RedisSettings settings, @Nullable String token, @Nullable Instant expiry) {
        return EntraStrategy.of(settings, new Identity() {
            @Override
            public AccessToken getTokenSync(TokenRequestContext request) {
                return new AccessToken(token, expiry == null ? null : at(expiry));
            }
        });
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    private abstract static class Identity implements TokenCredential {
        @Override
        public Mono<AccessToken> getToken(TokenRequestContext request) {
            return Mono.fromSupplier(() -> getTokenSync(request));
        }
    }
}
