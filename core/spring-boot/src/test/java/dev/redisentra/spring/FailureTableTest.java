package dev.redisentra.spring;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import dev.redisentra.lettuce.LettuceClients;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an adopter is told where the starter does not log in, or the start fails: the table in {@code docs/spring.md} is what
 * starts of each kind have said. {@code -Ddocs.write=true} writes it again.
 */
@Order(1)
class FailureTableTest {
    private static final Path PAGE = Path.of("../../docs/spring.md");
    private static final Pattern MARKED =
            Pattern.compile("(?<=<!-- failures -->\n).*?(?=<!-- /failures -->)", Pattern.DOTALL);
    /** Packages, and how beans are looked for. */
    private static final Pattern UNSAID = Pattern.compile("(?:[a-z0-9]+\\.){2,}(?=[A-Z])|; SearchStrategy: all");

    private static final String HOST = "contoso.westeurope.redis.azure.net";
    private static final String AZURE = "spring.data.redis.host=" + HOST;
    private static final String NO_IDENTITY =
            "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> rows = new ArrayList<>(List.of("| | told as | what it says |", "| --- | --- | --- |"));

    @Test
    void thePageHasWhatStartsSay() throws Exception {
        conditions();
        failures();
        String table = String.join("\n", rows) + "\n";

        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(
                    PAGE, MARKED.matcher(Files.readString(PAGE)).replaceFirst(Matcher.quoteReplacement(table)));
        }
        Matcher shown = MARKED.matcher(Files.readString(PAGE));
        assertThat(shown.find()).as("the page has the table").isTrue();
        assertThat(shown.group()).isEqualTo(table);
        assertThat(table).doesNotContain("REDIS_", "Exception", "a-key-that-is-none", "eyJ");
    }

    /** Off, and the start goes on. */
    private void conditions() {
        off("no host is set", Contexts.runner());
        off("the host is not Azure's", Contexts.runner().withPropertyValues("spring.data.redis.host=redis.example"));
        off(
                "a password is set",
                Contexts.runner().withPropertyValues(AZURE, "spring.data.redis.password=a-key-that-is-none"));
        off("it is switched off", Contexts.runner().withPropertyValues(AZURE, "redis-entra.enabled=false"));
        off(
                "a `RedisSettings` bean",
                Contexts.withKey().withUserConfiguration(AutoConfigurationTest.OwnSettings.class));
        off(
                "a `CredentialSource` bean",
                Contexts.withKey().withUserConfiguration(AutoConfigurationTest.OwnSource.class));
        off(
                "a bean of Boot's connection details",
                Contexts.withKey().withUserConfiguration(AutoConfigurationTest.OwnDetails.class));
    }

    private void off(String what, ApplicationContextRunner application) {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            row(what, "condition", reasons(context));
        });
    }

    /** Why there is no bean of settings, or no source, of the starter's. */
    private static String reasons(AssertableApplicationContext context) {
        String ours = RedisEntraAutoConfiguration.class.getName();
        Map<String, ConditionEvaluationReport.ConditionAndOutcomes> outcomes = ConditionEvaluationReport.get(
                        context.getSourceApplicationContext().getBeanFactory())
                .getConditionAndOutcomesBySource();
        for (String source : List.of(ours, ours + "#redisEntraSettings", ours + "#redisEntraCredentialSource")) {
            var found = outcomes.get(source);
            if (found != null && !found.isFullMatch()) {
                return requireNonNull(found).stream()
                        .filter(each -> !each.getOutcome().isMatch())
                        .map(each ->
                                UNSAID.matcher(each.getOutcome().getMessage()).replaceAll(""))
                        .findFirst()
                        .orElseThrow();
            }
        }
        throw new AssertionError("It is on");
    }

    /** The start ends. */
    private void failures() throws Exception {
        ClassLoader all = FailureTableTest.class.getClassLoader();
        failed(
                "wrong properties",
                Start.failing(all, List.of(AZURE, "redis-entra.auth=entro", "redis-entra.topology=clustered")));
        try (FilteredClassLoader without = new FilteredClassLoader(LettuceClients.class)) {
            failed("the adapter is not there", Start.failing(without, withKey()));
        }
        failed("the client is too old", process(withOldLettuce(), Map.of(), withKey()));
        failed("no identity is assigned to the service", withoutIdentity());
        failed(
                "the host does not resolve",
                Start.failing(
                        all,
                        List.of(
                                "redis-entra.enabled=true",
                                "redis-entra.access-key=a-key-that-is-none",
                                "spring.data.redis.host=nowhere.invalid")));
        try (LocalAzure azure = LocalAzure.builder().start()) {
            azure.identity().requireReachableFromThisJvm();
            failed("the certificate is of an unknown CA", on(azure, Start.failing(all, at(azure))));
            azure.redis().refuseAuth();
            failed("the identity has no access to the cache", on(azure, Start.failing(all, trusting(azure))));
        }
    }

    private static List<String> withKey() {
        return List.of(AZURE, "redis-entra.access-key=a-key-that-is-none");
    }

    private static List<String> at(LocalAzure azure) {
        return List.of(
                "redis-entra.enabled=true",
                "spring.data.redis.host=" + azure.redis().host(),
                "spring.data.redis.port=" + azure.redis().port(),
                "redis-entra.client-id=" + azure.identity().clientId());
    }

    private static List<String> trusting(LocalAzure azure) {
        List<String> properties = new ArrayList<>(at(azure));
        properties.add("spring.data.redis.ssl.bundle=azure");
        properties.add("spring.ssl.bundle.pem.azure.truststore.certificate="
                + azure.redis().certificateAuthority().toUri());
        return properties;
    }

    /** What is of the kit's alone, as on Azure. */
    private static List<String> on(LocalAzure azure, List<String> said) {
        return said.stream()
                .map(text -> text.replace(azure.redis().host(), HOST)
                        .replace(String.valueOf(azure.redis().port()), "10000")
                        .replace(azure.identity().principalId(), "OBJECT_ID"))
                .toList();
    }

    private static String withOldLettuce() throws IOException {
        List<String> entries = new ArrayList<>(
                List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)));
        assertThat(entries.removeIf(entry -> entry.contains("lettuce-core"))).isTrue();
        try (Stream<Path> jars = Files.list(Path.of("target/too-old"))) {
            jars.forEach(jar -> entries.add(jar.toString()));
        }
        return String.join(File.pathSeparator, entries);
    }

    /** The endpoint of App Service and Container Apps says this. */
    private static List<String> withoutIdentity() throws Exception {
        byte[] answer =
                "{\"statusCode\":400,\"message\":\"%s\"}".formatted(NO_IDENTITY).getBytes(UTF_8);
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        endpoint.start();
        try {
            String url = "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/msi/token";
            return process(
                    System.getProperty("java.class.path"),
                    Map.of("IDENTITY_ENDPOINT", url, "IDENTITY_HEADER", "header"),
                    List.of(AZURE));
        } finally {
            endpoint.stop(0);
        }
    }

    /** With a class path or variables that a test's own JVM cannot have. */
    private static List<String> process(String classPath, Map<String, String> variables, List<String> properties)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Start.class.getName()));
        command.addAll(properties);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("AZURE_") || name.startsWith("IDENTITY_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return List.of(out.split("\0", -1));
        } finally {
            process.destroyForcibly();
        }
    }

    private void failed(String what, List<String> said) {
        row(what, "failure analysis", said.get(0) + "\n" + said.get(1));
    }

    private void row(String what, String told, String says) {
        rows.add("| %s | %s | %s |"
                .formatted(what, told, says.strip().replace("|", "\\|").replaceAll("\\s*\n\\s*", "<br>")));
    }
}
