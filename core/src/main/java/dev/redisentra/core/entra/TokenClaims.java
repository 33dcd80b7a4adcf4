package dev.redisentra.core.entra;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import org.jspecify.annotations.Nullable;

/**
 * What an access token says of itself. Its signature is the server's concern: nothing is decided here that the server
 * does not decide again.
 *
 * @param objectId the principal's {@code oid}
 * @param audience the resource it is for, {@code aud}
 * @param expiresAt {@code exp}
 */
record TokenClaims(
        @Nullable String objectId,
        @Nullable String audience,
        @Nullable Instant expiresAt) {

    private static final TokenClaims NONE = new TokenClaims(null, null, null);

    /** Reads a token; one that is no JWT has no claims. */
    static TokenClaims of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return NONE;
        }
        try (JsonReader json = JsonProviders.createReader(Base64.getUrlDecoder().decode(parts[1]))) {
            return json.readObject(TokenClaims::read);
        } catch (IOException | IllegalArgumentException | IllegalStateException notJson) {
            return NONE;
        }
    }

    private static TokenClaims read(JsonReader json) throws IOException {
        String objectId = null;
        String audience = null;
        Instant expiresAt = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.getFieldName();
            JsonToken value = json.nextToken();
            if (name.equals("oid") && value == JsonToken.STRING) {
                objectId = json.getString();
            } else if (name.equals("aud") && value == JsonToken.STRING) {
                audience = json.getString();
            } else if (name.equals("exp") && value == JsonToken.NUMBER) {
                expiresAt = Instant.ofEpochSecond((long) json.getDouble());
            } else {
                json.skipChildren();
            }
        }
        return new TokenClaims(objectId, audience, expiresAt);
    }
}
