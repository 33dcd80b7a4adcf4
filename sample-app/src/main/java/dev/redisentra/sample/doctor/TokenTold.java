package dev.redisentra.sample.doctor;

import java.time.Instant;
import java.util.Base64;

import dev.redisentra.core.auth.CredentialKind;
import dev.redisentra.core.auth.RedisCredential;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a credential says about itself, without the credential. */
final class TokenTold {
    private static final JsonMapper JSON = JsonMapper.shared();

    private TokenTold() {}

    static String of(RedisCredential credential) {
        if (credential.kind() == CredentialKind.ACCESS_KEY) {
            return "An access key, for user %s; no token is needed".formatted(credential.username());
        }
        JsonNode claims = claims(credential.password().reveal());
        return "%s answered: oid %s, audience %s, valid from %s to %s, user %s"
                .formatted(
                        who(claims),
                        text(claims, "oid"),
                        text(claims, "aud"),
                        moment(claims, "nbf"),
                        credential.expiresAt(),
                        credential.username());
    }

    /** Entra writes into a token a managed identity's resource, an application's id or a person's name. */
    private static String who(JsonNode claims) {
        if (claims.hasNonNull("xms_mirid")) {
            return "The managed identity " + text(claims, "xms_mirid");
        }
        if (claims.hasNonNull("upn")) {
            return "The login of " + text(claims, "upn");
        }
        return "The identity with the client id " + text(claims, claims.hasNonNull("appid") ? "appid" : "azp");
    }

    private static String text(JsonNode claims, String name) {
        return claims.path(name).asString("(not in the token)");
    }

    private static String moment(JsonNode claims, String name) {
        return claims.hasNonNull(name)
                ? Instant.ofEpochSecond(claims.path(name).asLong()).toString()
                : "(not in the token)";
    }

    private static JsonNode claims(String token) {
        String[] parts = token.split("\\.", -1);
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : "e30"));
        } catch (JacksonException | IllegalArgumentException noClaims) {
            return JSON.createObjectNode();
        }
    }
}
