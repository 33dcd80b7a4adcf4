package dev.redisentra.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;

/** Container Apps and App Service, api-version 2019-08-01. */
final class AppServiceDialect implements IdentityDialect {
    static final String PATH = "/msi/token";

    private static final String VERSION = "2019-08-01";

    private final String header;

    /** @param header what every request has to carry */
    AppServiceDialect(String header) {
        this.header = header;
    }

    @Override
    public Asked read(HttpExchange exchange, Identities identities) throws Refused {
        Map<String, String> query =
                Parameters.of(exchange.getRequestURI().getRawQuery()).values();
        if (!header.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"))) {
            throw refused(401, "X-IDENTITY-HEADER is missing or wrong");
        }
        if (!"GET".equals(exchange.getRequestMethod())) {
            throw refused(405, "GET only");
        }
        if (!VERSION.equals(query.get("api-version"))) {
            throw refused(400, "api-version must be " + VERSION);
        }
        String resource = query.getOrDefault("resource", "");
        if (resource.isEmpty()) {
            throw refused(400, "resource is missing");
        }
        ManagedIdentity identity = identities
                .find(query)
                .orElseThrow(() -> refused(
                        400,
                        "No User Assigned or Delegated Managed Identity found for specified"
                                + " ClientId/ResourceId/PrincipalId."));
        return new Asked(identity, resource);
    }

    private static Refused refused(int status, String message) {
        return new Refused(status, "", message);
    }

    @Override
    public Map<String, Object> token(IssuedToken token, Asked asked) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("access_token", token.value());
        fields.put("expires_on", Long.toString(token.expiresAt().getEpochSecond()));
        fields.put("resource", asked.resource());
        fields.put("token_type", "Bearer");
        fields.put("client_id", asked.identity().clientId());
        return fields;
    }

    @Override
    public Map<String, Object> failure(int status, String code, String message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("statusCode", status);
        fields.put("message", message);
        return fields;
    }
}
