package dev.redisentra.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Issues tokens that look like those of Microsoft Entra ID. Thread-safe. */
final class TokenIssuer {
    /** The resource of the scope {@code https://redis.azure.com/.default}. */
    static final String REDIS_AUDIENCE = "https://redis.azure.com";

    /** The application behind it, which Microsoft documents as another name for the same. */
    private static final String REDIS_APPLICATION = "acca5fbb-b7e4-4009-81f1-37e38fd66d78";

    static final String TENANT = "7e57de57-0000-4000-8000-00000000a2e3";

    private final Clock clock;
    private final String clientId;

    TokenIssuer(Clock clock, String clientId) {
        this.clock = clock;
        this.clientId = clientId;
    }

    static boolean isRedis(String audience) {
        return List.of(REDIS_AUDIENCE, REDIS_APPLICATION).contains(audience.replaceAll("/+$", ""));
    }

    /** A JVM has one key, because making it is slow. */
    private static final class SigningKey {
        static final KeyPair PAIR = make();

        private static KeyPair make() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("No RSA in this JVM", e);
            }
        }
    }

    IssuedToken issue(String principalId, String audience, Duration lifetime) {
        Instant now = clock.instant();
        return issue(principalId, audience, now, expiry(now, lifetime), true, "RS256");
    }

    IssuedToken issue(String principalId, String audience, Duration lifetime, TokenFlaw flaw) {
        Instant now = clock.instant();
        Instant end = expiry(now, lifetime);
        return switch (flaw) {
            case WRONG_PRINCIPAL -> issue(UUID.randomUUID().toString(), audience, now, end, true, "RS256");
            case WRONG_AUDIENCE -> issue(principalId, "https://management.azure.com", now, end, true, "RS256");
            case NO_PRINCIPAL -> issue(principalId, audience, now, end, false, "RS256");
            case EXPIRED ->
                issue(principalId, audience, now.minus(lifetime).minusSeconds(60), now.minusSeconds(60), true, "RS256");
            case UNSIGNED -> issue(principalId, audience, now, end, true, "none");
            case TAMPERED -> tampered(issue(principalId, audience, now, end, true, "RS256"));
        };
    }

    /** A JWT counts whole seconds. They are rounded up, so that a token lives at least as long as it was asked to. */
    private static Instant expiry(Instant now, Duration lifetime) {
        Instant end = now.plus(lifetime);
        Instant whole = end.truncatedTo(ChronoUnit.SECONDS);
        return whole.equals(end) ? end : whole.plusSeconds(1);
    }

    private IssuedToken issue(
            String principalId, String audience, Instant start, Instant end, boolean named, String algorithm) {
        Instant issued = start.truncatedTo(ChronoUnit.SECONDS);
        Instant expires = end.truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        header.put("alg", algorithm);
        header.put("kid", "local-azure");
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("aud", audience);
        claims.put("iss", "https://sts.windows.net/" + TENANT + "/");
        claims.put("iat", issued.getEpochSecond());
        claims.put("nbf", issued.getEpochSecond());
        claims.put("exp", expires.getEpochSecond());
        claims.put("appid", clientId);
        claims.put("idtyp", "app");
        if (named) {
            claims.put("oid", principalId);
        }
        claims.put("sub", principalId);
        claims.put("tid", TENANT);
        // Makes tokens of the same second differ, as Entra's do.
        claims.put("uti", UUID.randomUUID().toString());
        claims.put("ver", "1.0");
        String signed = base64(Json.object(header).getBytes(UTF_8)) + "."
                + base64(Json.object(claims).getBytes(UTF_8));
        String signature = algorithm.equals("none") ? "" : sign(signed);
        return new IssuedToken(signed + "." + signature, principalId, issued, expires);
    }

    private static String sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(SigningKey.PAIR.getPrivate());
            signature.update(text.getBytes(UTF_8));
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The token could not be signed", e);
        }
    }

    private static IssuedToken tampered(IssuedToken token) {
        int signature = token.value().lastIndexOf('.') + 1;
        char first = token.value().charAt(signature);
        String value = token.value().substring(0, signature)
                + (first == 'A' ? 'B' : 'A')
                + token.value().substring(signature + 1);
        return new IssuedToken(value, token.principalId(), token.issuedAt(), token.expiresAt());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The JSON that tokens, answers and the control API need. */
    static final class Json {
        private Json() {}

        static String object(Map<String, ?> fields) {
            return value(fields);
        }

        private static String value(Object value) {
            if (value instanceof Map<?, ?> fields) {
                return fields.entrySet().stream()
                        .map(field -> quote(field.getKey().toString()) + ":" + value(field.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            }
            if (value instanceof List<?> values) {
                return values.stream().map(Json::value).collect(Collectors.joining(",", "[", "]"));
            }
            return value instanceof Number || value instanceof Boolean ? value.toString() : quote(value.toString());
        }

        private static String quote(String text) {
            StringBuilder quoted = new StringBuilder("\"");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    quoted.append('\\').append(c);
                } else if (c < ' ') {
                    quoted.append("\\u%04x".formatted((int) c));
                } else {
                    quoted.append(c);
                }
            }
            return quoted.append('"').toString();
        }
    }
}
