package dev.redisentra.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Asks a managed-identity endpoint as a service does that has nothing but its environment. */
record RemoteIdentity(String endpoint, String header, String clientId) {
    record Token(String value, String principal) {}

    static RemoteIdentity of(Map<String, String> environment) {
        return new RemoteIdentity(
                String.valueOf(environment.get("IDENTITY_ENDPOINT")),
                String.valueOf(environment.get("IDENTITY_HEADER")),
                String.valueOf(environment.get("AZURE_CLIENT_ID")));
    }

    HttpResponse<String> ask() throws IOException, InterruptedException {
        URI uri =
                URI.create(endpoint + "?api-version=2019-08-01&resource=https://redis.azure.com&client_id=" + clientId);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(MainProcess.PATIENCE)
                .header("X-IDENTITY-HEADER", header)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    Token token() throws IOException, InterruptedException {
        HttpResponse<String> answer = ask();
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("Status " + answer.statusCode());
        }
        String value = field(answer.body(), "access_token");
        String claims = new String(Base64.getUrlDecoder().decode(value.split("\\.", -1)[1]), UTF_8);
        return new Token(value, field(claims, "oid"));
    }

    private static String field(String json, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!field.find()) {
            throw new IllegalStateException("no " + name);
        }
        return field.group(1);
    }
}
