package dev.redisentra.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;

/** The instance metadata service, api-version 2018-02-01. */
final class ImdsDialect implements IdentityDialect {
    static final String PATH = "/metadata/identity/oauth2/token";

    private static final String VERSION = "2018-02-01";

    @Override
    public Asked read(HttpExchange exchange, Identities identities) throws Refused {
        Map<String, String> query =
                Parameters.of(exchange.getRequestURI().getRawQuery()).values();
        // What keeps a page, or a server that was talked into a request, from getting a token.
        if (!"true".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Metadata"))) {
            throw refused("Required metadata header not specified");
        }
        if (!"GET".equals(exchange.getRequestMethod())) {
            throw new Refused(405, "method_not_allowed", "GET only");
        }
        if (!VERSION.equals(query.get("api-version"))) {
            throw refused("api-version must be " + VERSION);
        }
        String resource = query.getOrDefault("resource", "");
        if (resource.isEmpty()) {
            throw refused("Required audience parameter not specified");
        }
        return new Asked(identities.find(query).orElseThrow(() -> refused("Identity not found")), resource);
    }

    private static Refused refused(String message) {
        return new Refused(400, "invalid_request", message);
    }

    @Override
    public Map<String, Object> token(IssuedToken token, Asked asked) {
        String seconds = Long.toString(
                token.expiresAt().getEpochSecond() - token.issuedAt().getEpochSecond());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("access_token", token.value());
        fields.put("client_id", asked.identity().clientId());
        fields.put("expires_in", seconds);
        fields.put("expires_on", Long.toString(token.expiresAt().getEpochSecond()));
        fields.put("ext_expires_in", seconds);
        fields.put("not_before", Long.toString(token.issuedAt().getEpochSecond()));
        fields.put("resource", asked.resource());
        fields.put("token_type", "Bearer");
        return fields;
    }
}
