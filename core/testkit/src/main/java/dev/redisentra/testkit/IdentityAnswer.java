package dev.redisentra.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.redisentra.testkit.TokenIssuer.Json;
import org.jspecify.annotations.Nullable;

/** An answer of the endpoint, with the fields of the real one. */
record IdentityAnswer(int status, String body, @Nullable Duration retryAfter) {
    static IdentityAnswer token(IssuedToken token, String resource, String clientId) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("access_token", token.value());
        fields.put("expires_on", Long.toString(token.expiresAt().getEpochSecond()));
        fields.put("resource", resource);
        fields.put("token_type", "Bearer");
        fields.put("client_id", clientId);
        return new IdentityAnswer(200, Json.object(fields), null);
    }

    static IdentityAnswer failure(int status, String message, @Nullable Duration retryAfter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("statusCode", status);
        fields.put("message", message);
        return new IdentityAnswer(status, Json.object(fields), retryAfter);
    }

    @Override
    public String toString() {
        return "IdentityAnswer[status=" + status + "]";
    }
}
