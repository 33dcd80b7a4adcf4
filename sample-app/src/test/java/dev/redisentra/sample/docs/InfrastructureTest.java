package dev.redisentra.sample.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** The script of az commands does what it says, twice, and its siblings set up the same app. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for a Unix shell")
class InfrastructureTest {
    private static final Path INFRA = Documents.DOCS.resolve("infra");
    private static final List<String> SCRIPT = List.of(
            "bash", INFRA.resolve("deploy.sh").toAbsolutePath().normalize().toString());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "managed, standalone, EnterpriseCluster",
        "managed, cluster,    OSSCluster",
        "cache,   standalone,",
    })
    void theScriptMakesWhatIsMissingAndNothingTwice(String service, String topology, String policy) throws Exception {
        Map<String, String> variables = Map.of(
                "RESOURCE_GROUP", "orders",
                "LOCATION", "westeurope",
                "CACHE", "contoso-orders",
                "APP", "orders",
                "IMAGE", "contoso.azurecr.io/orders:1",
                "REGISTRY", "contoso",
                "SERVICE", service,
                "TOPOLOGY", topology);
        AzShell shell = AzShell.in(directory);
        Files.createFile(directory.resolve("acr-contoso"));
        AzCommands known = AzCommands.read();

        List<List<String>> first = shell.run(SCRIPT, variables);
        List<List<String>> second = shell.run(SCRIPT, variables);

        assertThat(first).allSatisfy(call -> assertThat(known.faults(call)).isEmpty());
        assertThat(second).allSatisfy(call -> assertThat(known.faults(call)).isEmpty());
        String cache = service.equals("managed") ? "redisenterprise" : "redis";
        String access = service.equals("managed")
                ? "redisenterprise database access-policy-assignment"
                : "redis access-policy-assignment";
        assertThat(commands(first))
                .contains(cache + " create", access + " create", "containerapp env create", "containerapp create");
        assertThat(commands(second))
                .contains("containerapp update")
                .doesNotContain(
                        cache + " create", access + " create", "containerapp env create", "containerapp create");
        if (policy != null) {
            assertThat(first).anySatisfy(call -> assertThat(call).contains("--clustering-policy", policy));
        }
        assertThat(environment(shell.definition()))
                .containsEntry("REDIS_TOPOLOGY", topology)
                .containsEntry("AZURE_CLIENT_ID", "11111111-1111-1111-1111-111111111111")
                .hasEntrySatisfying("REDIS_HOST", host -> assertThat(host).startsWith("contoso-orders."));
        assertThat(first.toString()).doesNotContain("list-keys", "secret");
    }

    @Test
    void allThreeGiveTheAppTheSameSettings() throws Exception {
        Set<String> script = names("\\{name: ([A-Z_]+),", "deploy.sh");

        assertThat(script).isNotEmpty();
        assertThat(names("name: '([A-Z_]+)'", "main.bicep")).isEqualTo(script);
        assertThat(names("name += \"([A-Z_]+)\"", "main.tf")).isEqualTo(script);
    }

    private static Set<String> names(String pattern, String file) {
        return Pattern.compile(pattern)
                .matcher(Documents.text(INFRA.resolve(file)))
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> commands(List<List<String>> calls) {
        return calls.stream()
                .map(call ->
                        call.stream().takeWhile(word -> !word.startsWith("--")).collect(Collectors.joining(" ")))
                .toList();
    }

    /** What the app gets in its environment. */
    private static Map<String, String> environment(String definition) {
        Map<String, Object> app = new Yaml().load(definition);
        List<?> containers = (List<?>) at(app, "properties", "template", "containers");
        List<?> variables = (List<?>) at(containers.get(0), "env");
        return variables.stream().collect(Collectors.toMap(variable -> (String) at(variable, "name"), variable ->
                (String) at(variable, "value")));
    }

    private static Object at(Object tree, String... path) {
        Object node = tree;
        for (String name : path) {
            node = ((Map<?, ?>) node).get(name);
        }
        return node;
    }
}
