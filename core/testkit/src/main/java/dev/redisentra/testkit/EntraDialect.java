package dev.redisentra.testkit;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Entra's token endpoint, as far as an application by itself uses it: the grant {@code client_credentials}. */
final class EntraDialect implements IdentityDialect {
    private static final String DEFAULT = "/.default";

    @Override
    public Asked read(HttpExchange exchange, Identities identities) throws IOException, Refused {
        String path = exchange.getRequestURI().getPath();
        if (!path.endsWith("/oauth2/v2.0/token")) {
            throw new Refused(404, "not_found", "There is no " + path);
        }
        if (!path.startsWith("/" + TokenIssuer.TENANT + "/")) {
            throw new Refused(
                    400, "invalid_tenant", "AADSTS90002: Tenant '%s' not found.".formatted(path.split("/", -1)[1]));
        }
        Map<String, String> form = Parameters.of(
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8))
                .values();
        if (!"client_credentials".equals(form.get("grant_type"))) {
            throw new Refused(
                    400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
        }
        String clientId = form.getOrDefault("client_id", "");
        ManagedIdentity identity = identities
                .find(Map.of("client_id", clientId))
                .orElseThrow(() -> new Refused(
                        400,
                        "unauthorized_client",
                        "AADSTS700016: Application with identifier '%s' was not found in the directory."
                                .formatted(clientId)));
        identity.registration().check(form);
        return new Asked(identity, resource(form.getOrDefault("scope", "")));
    }

    private static String resource(String scopes) throws Refused {
        return Arrays.stream(scopes.split(" ", -1))
                .filter(scope -> scope.endsWith(DEFAULT))
                .map(scope -> scope.substring(0, scope.length() - DEFAULT.length()))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        400,
                        "invalid_scope",
                        "AADSTS1002012: The provided value for scope " + scopes + " is not valid."));
    }

    @Override
    public Map<String, Object> token(IssuedToken token, Asked asked) {
        long seconds = token.expiresAt().getEpochSecond() - token.issuedAt().getEpochSecond();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token_type", "Bearer");
        fields.put("expires_in", seconds);
        fields.put("ext_expires_in", seconds);
        fields.put("access_token", token.value());
        return fields;
    }
}
