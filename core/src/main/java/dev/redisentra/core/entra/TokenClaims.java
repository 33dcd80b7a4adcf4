package dev.redisentra.core.entra;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

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

    /** Reads a token; one that is no JWT has no claims, whatever it is instead. */
    static TokenClaims of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return NONE;
        }
        try (JsonReader json = JsonProviders.createReader(Base64.getUrlDecoder().decode(parts[1]))) {
            return Objects.requireNonNullElse(json.readObject(TokenClaims::read), NONE);
        } catch (IOException | RuntimeException notClaims) {
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
                expiresAt = moment(json.getDouble());
            } else {
                json.skipChildren();
            }
        }
        return new TokenClaims(objectId, audience, expiresAt);
    }

    /** Seconds since 1970, fractions allowed. What lies beyond all clocks says nothing. */
    private static @Nullable Instant moment(double seconds) {
        return seconds >= 0 && seconds <= Instant.MAX.getEpochSecond() ? Instant.ofEpochSecond((long) seconds) : null;
    }
}
