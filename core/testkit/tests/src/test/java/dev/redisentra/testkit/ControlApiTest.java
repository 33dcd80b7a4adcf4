package dev.redisentra.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The control API, over HTTP, and its OpenAPI file: neither has what the other has not. */
@WithLocalAzure
@Isolated("it takes the identity endpoint away, which is one for all in this JVM")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlApiTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private final Map<String, Object> document = read(resource());
    private LocalAzure azure;
    private ControlApi api;

    @BeforeAll
    void open(LocalAzure local) throws IOException {
        azure = local;
        api = new ControlApi(local, MainOptions.of(List.of(), Map.of()));
    }

    @AfterAll
    void close() {
        api.close();
    }

    @Test
    void theFileHasWhatIsAnswered() {
        assertThat(described()).containsExactlyInAnyOrderElementsOf(api.all());
    }

    Stream<String> paths() {
        return object(document.get("paths")).keySet().stream();
    }

    /** As a client sees it: what the file has is done, or asks for its parameters; all else is refused. */
    @ParameterizedTest
    @MethodSource("paths")
    void eachPathAnswersToTheMethodsThatTheFileHas(String path) throws Exception {
        for (String method : METHODS) {
            boolean described = described().contains(method + " " + path);
            HttpResponse<String> answer = ask(method, path);
            if (described) {
                assertThat(answer.statusCode()).as(method).isIn(responses(method, path));
            } else {
                assertThat(answer.statusCode()).as(method).isEqualTo(405);
                assertThat(answer.headers().firstValue("Allow")).isPresent();
            }
        }
        allWell();
    }

    @Test
    void aPathThatTheFileDoesNotHaveIsNotFound() throws Exception {
        assertThat(ask("GET", "/nothing").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/status/").statusCode()).isEqualTo(404);
    }

    @Test
    void theStatusHasTheFieldsOfTheFile() throws Exception {
        Map<String, Object> schema = object(schemas().get("Status"));

        assertThat(read(ask("GET", "/status").body()).keySet())
                .containsExactlyInAnyOrderElementsOf(
                        object(schema.get("properties")).keySet());
    }

    @Test
    void theLifeOfTokensIsSet() throws Exception {
        assertThat(read(ask("PUT", "/identity/token-lifetime?seconds=42").body()))
                .containsEntry("tokenSeconds", 42);
        assertThat(azure.identity().tokenLifetime()).isEqualTo(Duration.ofSeconds(42));
        assertThat(ask("PUT", "/identity/token-lifetime?seconds=0").statusCode())
                .isEqualTo(400);
        allWell();
    }

    @ParameterizedTest
    @CsvSource({
        "kind=status&code=503, 503",
        "kind=throttled&seconds=7, 429",
        "kind=slow&seconds=0, 200",
        "kind=same-token, 200",
        "kind=flawed&flaw=wrong-audience, 200"
    })
    void theIdentityFailsAsItIsToldTo(String fault, int status) throws Exception {
        RemoteIdentity identity = RemoteIdentity.of(api.environment());

        assertThat(ask("PUT", "/identity/fault?" + fault).statusCode()).isEqualTo(200);
        assertThat(identity.ask().statusCode()).isEqualTo(status);

        assertThat(ask("DELETE", "/identity/fault").statusCode()).isEqualTo(200);
        assertThat(identity.ask().statusCode()).isEqualTo(200);
    }

    @Test
    void theIdentityFailsAsOftenAsItIsToldTo() throws Exception {
        RemoteIdentity identity = RemoteIdentity.of(api.environment());

        ask("PUT", "/identity/fault?kind=status&code=500&times=2");

        assertThat(List.of(
                        identity.ask().statusCode(),
                        identity.ask().statusCode(),
                        identity.ask().statusCode()))
                .containsExactly(500, 500, 200);
    }

    @Test
    void redisRefusesAndDropsAsItIsToldTo() throws Exception {
        IssuedToken token = azure.identity().issue();
        try (Resp resp = Wire.login(azure, token)) {
            ask("PUT", "/redis/auth?answer=reauthentication-refused");
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isInstanceOf(Resp.Failure.class);
            Wire.login(azure, token).close();
            ask("PUT", "/redis/auth?answer=accepted");
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");

            ask("DELETE", "/redis/connections");
            await().atMost(PATIENCE)
                    .until(() ->
                            Objects.equals(read(ask("GET", "/status").body()).get("connectionsOpen"), 0));
        }
    }

    @Test
    void whatATokenMayDoIsSet() throws Exception {
        try (Resp resp = Wire.login(azure, azure.identity().issue())) {
            assertThat(ask("PUT", "/redis/access-policy?rules=%2Bget+allkeys").statusCode())
                    .isEqualTo(200);
            assertThat(resp.call("SET", "key", "value")).isInstanceOf(Resp.Failure.class);
            assertThat(ask("PUT", "/redis/access-policy?rules=%2Bfly").statusCode())
                    .isEqualTo(409);
            assertThat(ask("PUT", "/redis/access-policy?rules=%2B@all+allkeys").statusCode())
                    .isEqualTo(200);
            assertThat(resp.call("SET", "key", "value")).isEqualTo("OK");
        }
    }

    @Test
    void whoAsksForItIsToldThatANodeMoves() throws Exception {
        ask("PUT", "/redis/maintenance?notifications=taken");
        try (Resp resp = Wire.login(azure, azure.identity().issue())) {
            assertThat(resp.call("CLIENT", "MAINT_NOTIFICATIONS", "ON")).isEqualTo("OK");
            assertThat(ask("POST", "/redis/hand-over?seconds=1").statusCode()).isEqualTo(200);
            assertThat(resp.read()).isInstanceOf(Resp.Push.class);
        }
        ask("PUT", "/redis/maintenance?notifications=unknown");
    }

    @ParameterizedTest
    @CsvSource({"idle-limit?seconds", "connection-limit?most", "connection-rate?per-second"})
    void limitsAreSetAndLifted(String limit) throws Exception {
        for (int value : List.of(1000, 0)) {
            assertThat(ask("PUT", "/redis/" + limit + "=" + value).statusCode()).isEqualTo(200);
        }
        assertThat(ask("PUT", "/redis/" + limit + "=-1").statusCode()).isEqualTo(400);
        Wire.login(azure, azure.identity().issue()).close();
    }

    @Test
    void anAccessKeyIsReplaced() throws Exception {
        String before = key("GET");
        String after = key("POST");
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", before)).isInstanceOf(Resp.Failure.class);
            assertThat(resp.call("AUTH", after)).isEqualTo("OK");
        }
    }

    private String key(String method) throws IOException, InterruptedException {
        return String.valueOf(
                read(ask(method, "/redis/access-key?which=primary").body()).get("accessKey"));
    }

    @Test
    void eventsShowEachLoginAndNoSecret() throws Exception {
        IssuedToken token = azure.identity().issue();
        Wire.login(azure, token).close();
        try (Resp resp = Wire.connect(azure)) {
            // Who mistakes the token for the user name finds it in no log.
            resp.call("AUTH", token.value(), "wrong");
        }

        String events = ask("GET", "/events").body();

        assertThat(events)
                .contains("The first AUTH of a connection, with the token until " + token.expiresAt())
                .contains("refused")
                .doesNotContain(token.value());
        List<?> all = list(read(events).get("events"));
        Map<String, Object> last = object(all.get(all.size() - 1));
        assertThat(last.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        object(object(schemas().get("Event")).get("properties")).keySet());
        assertThat(list(read(ask("GET", "/events?after=" + last.get("number")).body())
                        .get("events")))
                .noneMatch(event -> Objects.equals(object(event).get("number"), last.get("number")));
    }

    @Test
    void whatAServiceNeedsIsThere() throws Exception {
        assertThat(read(ask("GET", "/environment").body())).containsAllEntriesOf(azure.environment());
        assertThat(ask("GET", "/ca.pem").body())
                .isEqualTo(Files.readString(azure.redis().certificateAuthority()));
        assertThat(ask("GET", "/").body()).contains("<!doctype html>", "/identity/token-lifetime");
        assertThat(read(ask("GET", "/openapi.json").body())).isEqualTo(document);
    }

    /** The page's buttons ask for nothing that is not there. */
    @Test
    void thePagesButtonsWork() throws Exception {
        List<String> calls = Pattern.compile("data-call=\"([A-Z]+) ([^\"]+)\"")
                .matcher(ask("GET", "/").body())
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .toList();
        assertThat(calls).isNotEmpty();
        for (String call : calls) {
            String[] parts = call.split(" ", -1);
            assertThat(ask(parts[0], parts[1]).statusCode()).as(call).isEqualTo(200);
        }
        allWell();
    }

    @Test
    void aPageFromElsewhereIsRefused() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/identity/expire-tokens"))
                .timeout(PATIENCE)
                .header("Origin", "http://elsewhere.example")
                .POST(HttpRequest.BodyPublishers.noBody());

        assertThat(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
        assertThat(new String(raw("GET /environment HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n"), UTF_8))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain(azure.identity().endpoint().header());
    }

    private byte[] raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return socket.getInputStream().readAllBytes();
        }
    }

    private void allWell() throws IOException, InterruptedException {
        for (String each :
                List.of("DELETE /identity/fault", "PUT /redis/auth?answer=accepted", "PUT /redis/state?is=up")) {
            String[] parts = each.split(" ", -1);
            assertThat(ask(parts[0], parts[1]).statusCode()).isEqualTo(200);
        }
        azure.identity().tokenLifetime(Duration.ofHours(1));
    }

    private List<String> described() {
        List<String> described = new ArrayList<>();
        object(document.get("paths"))
                .forEach((path, methods) -> object(methods)
                        .keySet()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return described;
    }

    private List<Integer> responses(String method, String path) {
        Map<String, Object> methods = object(object(document.get("paths")).get(path));
        Map<String, Object> operation = object(methods.get(method.toLowerCase(Locale.ROOT)));
        return object(operation.get("responses")).keySet().stream()
                .map(Integer::valueOf)
                .toList();
    }

    private Map<String, Object> schemas() {
        return object(object(document.get("components")).get("schemas"));
    }

    private URI uri(String pathAndQuery) {
        return URI.create("http://localhost:" + api.port() + pathAndQuery);
    }

    private HttpResponse<String> ask(String method, String pathAndQuery) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(pathAndQuery))
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    private static String resource() {
        try (var in = ControlApi.class.getResourceAsStream("openapi.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> read(String json) {
        try (JsonReader reader = JsonProviders.createReader(json)) {
            return Objects.requireNonNull(reader.readMap(JsonReader::readUntyped));
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    private static List<?> list(@Nullable Object value) {
        return (List<?>) Objects.requireNonNull(value);
    }
}
