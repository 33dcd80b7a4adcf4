package dev.redisentra.core.entra;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Entra in every cloud, in place of an HTTP client: gives tokens to whoever asks, and keeps what it was asked. */
final class FakeEntra implements HttpClient {
    static final String PRINCIPAL = "4f1f2a7e-5d38-4f8e-9a51-0f6f0f1f7a11";

    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** A request for a token. */
    record Asked(String url, Map<String, String> form) {
        /** The scope that was asked for, without those that the library adds. */
        String scope() {
            return Arrays.stream(form.getOrDefault("scope", "").split(" ", -1))
                    .filter(scope -> scope.endsWith("/.default"))
                    .collect(Collectors.joining(" "));
        }
    }

    List<Asked> tokenRequests() {
        return asked;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromSupplier(() -> new Answer(request, answer(request)));
    }

    private String answer(HttpRequest request) {
        String url = request.getUrl().toString();
        String host = request.getUrl().getHost();
        if (url.contains("/discovery/instance")) {
            return """
                    {"tenant_discovery_endpoint":"https://%1$s/contoso/v2.0/.well-known/openid-configuration",
                     "metadata":[{"preferred_network":"%1$s","preferred_cache":"%1$s","aliases":["%1$s"]}]}""".formatted(host);
        }
        Map<String, String> form = Arrays.stream(
                        request.getBodyAsBinaryData().toString().split("&", -1))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> URLDecoder.decode(field[1], UTF_8)));
        Asked token = new Asked(url, form);
        asked.add(token);
        String resource = token.scope().replace("/.default", "");
        return """
                {"token_type":"Bearer","expires_in":3600,"access_token":"%s"}""".formatted(Jwt.of("{\"oid\":\"%s\",\"aud\":\"%s\"}".formatted(PRINCIPAL, resource)));
    }

    private static final class Answer extends HttpResponse {
        private final byte[] body;

        Answer(HttpRequest request, String body) {
            super(request);
            this.body = body.getBytes(UTF_8);
        }

        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        @Deprecated
        @SuppressWarnings("InlineMeSuggester")
        public String getHeaderValue(String name) {
            return getHeaders().getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(body));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(body);
        }

        @Override
        public Mono<String> getBodyAsString() {
            return Mono.just(new String(body, UTF_8));
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(body, charset));
        }
    }
}
