package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** The script of az commands does what it says, twice and after a cut, and its siblings create the same. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for a Unix shell")
@Order(1)
class InfrastructureTest {
    private static final Path INFRA = Documents.DOCS.resolve("infra");
    private static final List<String> SCRIPT = List.of(
            "bash", INFRA.resolve("deploy.sh").toAbsolutePath().normalize().toString());

    /**
     * One kind of thing in Azure, as each of the three calls it. Blank: it comes with another there.
     *
     * @param script what creates it with az
     * @param bicep the end of its type
     * @param terraform its resource
     */
    private record Kind(String script, String bicep, String terraform) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("identity create", "userAssignedIdentities", "azurerm_user_assigned_identity"),
            new Kind("redisenterprise create", "redisEnterprise", "azurerm_managed_redis"),
            new Kind("", "databases", ""),
            new Kind(
                    "redisenterprise database access-policy-assignment create",
                    "accessPolicyAssignments",
                    "azurerm_managed_redis_access_policy_assignment"),
            new Kind("redis create", "redis", "azurerm_redis_cache"),
            new Kind("redis access-policy-assignment create", "", "azurerm_redis_cache_access_policy_assignment"),
            new Kind("role assignment create", "roleAssignments", "azurerm_role_assignment"),
            new Kind("monitor log-analytics workspace create", "workspaces", "azurerm_log_analytics_workspace"),
            new Kind("monitor diagnostic-settings create", "diagnosticSettings", "azurerm_monitor_diagnostic_setting"),
            new Kind(
                    "monitor scheduled-query create",
                    "scheduledQueryRules",
                    "azurerm_monitor_scheduled_query_rules_alert_v2"),
            new Kind("monitor metrics alert create", "metricAlerts", "azurerm_monitor_metric_alert"),
            new Kind("network vnet create", "virtualNetworks", "azurerm_virtual_network"),
            new Kind("network vnet subnet create", "", "azurerm_subnet"),
            new Kind("network private-dns zone create", "privateDnsZones", "azurerm_private_dns_zone"),
            new Kind(
                    "network private-dns link vnet create",
                    "virtualNetworkLinks",
                    "azurerm_private_dns_zone_virtual_network_link"),
            new Kind("network private-endpoint create", "privateEndpoints", "azurerm_private_endpoint"),
            new Kind("network private-endpoint dns-zone-group create", "privateDnsZoneGroups", ""),
            new Kind("containerapp env create", "managedEnvironments", "azurerm_container_app_environment"),
            new Kind("containerapp create", "containerApps", "azurerm_container_app"));

    @TempDir
    private Path directory;

    private AzShell shell;
    private AzCommands known;

    @BeforeEach
    void withARegistry() throws IOException {
        shell = AzShell.in(directory);
        Files.createFile(directory.resolve("acr-contoso"));
        known = AzCommands.read();
    }

    @ParameterizedTest
    @CsvSource({
        "managed, standalone, false, NoCluster",
        "managed, cluster,    false, OSSCluster",
        "managed, standalone, true,  NoCluster",
        "cache,   standalone, false,",
        "cache,   standalone, true,",
    })
    void theScriptMakesWhatIsMissingAndNothingTwice(
            String service, String topology, String privateNetwork, String policy) throws Exception {
        Map<String, String> variables =
                variables("SERVICE", service, "TOPOLOGY", topology, "PRIVATE_NETWORK", privateNetwork);

        List<List<String>> first = shell.run(SCRIPT, variables);
        List<List<String>> second = shell.run(SCRIPT, variables);

        assertThat(first).allSatisfy(call -> assertThat(known.faults(call)).isEmpty());
        assertThat(second).allSatisfy(call -> assertThat(known.faults(call)).isEmpty());
        String cache = service.equals("managed") ? "redisenterprise" : "redis";
        String access = service.equals("managed")
                ? "redisenterprise database access-policy-assignment"
                : "redis access-policy-assignment";
        assertThat(commands(first))
                .contains(cache + " create", access + " create", "containerapp env create", "containerapp create")
                .doesNotContain("redisenterprise database create");
        assertThat(commands(second))
                .contains("containerapp update")
                .doesNotContain(
                        cache + " create",
                        access + " create",
                        "redisenterprise database create",
                        "network vnet create",
                        "network private-endpoint create",
                        "containerapp env create",
                        "containerapp create");
        if (policy != null) {
            assertThat(first).anySatisfy(call -> assertThat(call).contains("--clustering-policy", policy));
        }
        assertThat(environment(shell.definition()))
                .containsEntry("REDIS_TOPOLOGY", topology)
                .containsEntry("AZURE_CLIENT_ID", "11111111-1111-1111-1111-111111111111")
                .hasEntrySatisfying("REDIS_HOST", host -> assertThat(host).startsWith("contoso-orders."));
        assertThat(first.toString()).doesNotContain("list-keys", "secret");
    }

    /** Each parameter of the Bicep file has the variable that the script has for it. */
    @Test
    void azdKnowsEachParameter() {
        Map<String, Map<String, Map<String, String>>> file =
                new Yaml().load(Documents.text(INFRA.resolve("main.parameters.json")));
        Map<String, Map<String, String>> parameters = file.getOrDefault("parameters", Map.of());

        assertThat(parameters.keySet())
                .containsExactlyInAnyOrderElementsOf(Pattern.compile("^param (\\w+)", Pattern.MULTILINE)
                        .matcher(Documents.text(INFRA.resolve("main.bicep")))
                        .results()
                        .map(parameter -> parameter.group(1))
                        .toList());
        String script = Documents.text(INFRA.resolve("deploy.sh"));
        assertThat(parameters.values())
                .allSatisfy(parameter -> assertThat(script)
                        .contains(parameter
                                .getOrDefault("value", "")
                                .replace("AZURE_LOCATION", "LOCATION")
                                .replaceFirst("^\\$\\{([A-Z_]+)=?.*", "\\${$1:")));
    }

    /** A run that is cut between the cluster and its database leaves a cluster that nobody can log in to. */
    @Test
    void theScriptGoesOnWhereARunWasCut() throws Exception {
        Files.writeString(directory.resolve("redisenterprise-contoso-orders"), "--public-network-access Enabled\n");

        List<List<String>> calls = shell.run(SCRIPT, variables());

        assertThat(calls).allSatisfy(call -> assertThat(known.faults(call)).isEmpty());
        assertThat(commands(calls))
                .contains("redisenterprise database create", "containerapp create")
                .doesNotContain("redisenterprise create");
        assertThat(calls)
                .anySatisfy(call -> assertThat(call)
                        .contains(
                                "database",
                                "create",
                                "--clustering-policy",
                                "NoCluster",
                                "--access-keys-auth",
                                "Disabled"));
    }

    @ParameterizedTest
    @CsvSource({
        "EnterpriseCluster, Disabled, Enabled,  EnterpriseCluster",
        "NoCluster,         Enabled,  Enabled,  --access-keys-auth Disabled",
        "NoCluster,         Disabled, Disabled, --public-network-access Enabled",
    })
    void theScriptRefusesACacheThatIsSetUpDifferently(String policy, String keys, String access, String said)
            throws Exception {
        Files.writeString(
                directory.resolve("redisenterprise-contoso-orders"), "--public-network-access " + access + "\n");
        Files.writeString(
                directory.resolve("redisenterprise-database-contoso-orders"),
                "--clustering-policy " + policy + "\n--access-keys-auth " + keys + "\n");

        assertThat(shell.refuse(SCRIPT, variables())).contains("contoso-orders is there already", said);
    }

    @Test
    void theScriptRefusesAnOlderCacheWithKeys() throws Exception {
        Files.writeString(directory.resolve("redis-contoso-orders"), "--disable-access-keys false\n");

        assertThat(shell.refuse(SCRIPT, variables("SERVICE", "cache"))).contains("disableAccessKeyAuthentication=true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void nobodyOutsideReachesTheAppUnlessAskedTo(String external) throws Exception {
        shell.run(SCRIPT, external.equals("false") ? variables() : variables("EXTERNAL", external));

        assertThat(at(new Yaml().load(shell.definition()), "properties", "configuration", "ingress", "external"))
                .isEqualTo(Boolean.valueOf(external));
        assertThat(text("main.bicep")).contains("param external bool = false", "external: external\n");
        assertThat(text("main.tf")).containsPattern("external_enabled += var\\.external\n");
        assertThat(variable("external")).containsPattern("default += false");
    }

    @ParameterizedTest
    @CsvSource({
        "managed, redisEnterprise, privatelink.redis.azure.net",
        "cache,   redisCache,      privatelink.redis.cache.windows.net",
    })
    void aPrivateNetworkLeavesNothingOpen(String service, String group, String zone) throws Exception {
        List<List<String>> calls = shell.run(SCRIPT, variables("SERVICE", service, "PRIVATE_NETWORK", "true"));

        assertThat(calls)
                .anySatisfy(call -> assertThat(call).contains("private-endpoint", "create", "--group-id", group));
        assertThat(calls).anySatisfy(call -> assertThat(call).contains("dns-zone-group", "--private-dns-zone", zone));
        assertThat(calls)
                .anySatisfy(call -> assertThat(call)
                        .contains("env", "create", "--internal-only", "--infrastructure-subnet-resource-id"));
        assertThat(calls.toString()).contains("Disabled").doesNotContain("access, Enabled", "Access=Enabled");
    }

    @Test
    void allThreeCreateTheSame() throws Exception {
        Set<String> script = new TreeSet<>();
        for (String service : List.of("managed", "cache")) {
            script.addAll(commands(shell.run(SCRIPT, variables("SERVICE", service, "PRIVATE_NETWORK", "true"))));
        }
        script.removeIf(command -> !command.endsWith(" create"));
        // Each service has its own cache, in the same group, environment and app.
        script.remove("group create");

        assertThat(script).isEqualTo(kinds(Kind::script));
        assertThat(names("resource \\w+ '(?:[\\w.]+/)?(\\w+)(?:@[\\w-]+)?' =", "main.bicep"))
                .isEqualTo(kinds(Kind::bicep));
        assertThat(names("(?m)^resource \"(\\w+)\"", "main.tf")).isEqualTo(kinds(Kind::terraform));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Balanced_B0",
                "NoCluster",
                "OSSCluster",
                "Data Contributor",
                "ConnectionEvents",
                "MSEntraAuthenticationAuditLog",
                "EventStatus in (0, 1)",
                "MicrosoftEntraAuthenticationFailure",
                "MicrosoftEntraTokenExpired",
                "10.20.0.0/22",
                "10.20.0.0/24",
                "10.20.1.0/27",
                "Microsoft.App/environments",
                "redisEnterprise",
                "redisCache",
                "privatelink.redis.azure.net",
                "privatelink.redis.cache.windows.net",
            })
    void allThreeSetItUpAlike(String value) throws IOException {
        for (String file : List.of("deploy.sh", "main.bicep", "main.tf")) {
            assertThat(text(file)).as(file).contains(value);
        }
    }

    @Test
    void allThreeGiveTheAppTheSameSettings() {
        Set<String> script = names("\\{name: ([A-Z_]+),", "deploy.sh");

        assertThat(script).isNotEmpty();
        assertThat(names("name: '([A-Z_]+)'", "main.bicep")).isEqualTo(script);
        assertThat(names("name += \"([A-Z_]+)\"", "main.tf")).isEqualTo(script);
    }

    /** The Enterprise policy shards behind its one endpoint, and answers CROSSSLOT. */
    @ParameterizedTest
    @ValueSource(strings = {"deploy.sh", "main.bicep", "main.tf"})
    void nothingDeploysTheEnterprisePolicy(String file) {
        assertThat(text(file)).doesNotContain("EnterpriseCluster");
    }

    private static Map<String, String> variables(String... more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "RESOURCE_GROUP", "orders",
                "LOCATION", "westeurope",
                "CACHE", "contoso-orders",
                "APP", "orders",
                "IMAGE", "contoso.azurecr.io/orders:1",
                "REGISTRY", "contoso"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return variables;
    }

    private static Set<String> kinds(Function<Kind, String> name) {
        return KINDS.stream().map(name).filter(kind -> !kind.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(String file) {
        return Documents.text(INFRA.resolve(file));
    }

    /** A variable of the Terraform file, its block. */
    private static String variable(String name) {
        return Pattern.compile("variable \"" + name + "\" \\{.*?\n}", Pattern.DOTALL)
                .matcher(text("main.tf"))
                .results()
                .map(block -> block.group())
                .collect(Collectors.joining());
    }

    private static Set<String> names(String pattern, String file) {
        return Pattern.compile(pattern)
                .matcher(text(file))
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
        List<?> containers = (List<?>) at(new Yaml().load(definition), "properties", "template", "containers");
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
