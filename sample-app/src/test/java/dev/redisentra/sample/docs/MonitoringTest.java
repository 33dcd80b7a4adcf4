package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.auth.CredentialKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Dashboard, alerts and the page on operation know the meters that there are. */
class MonitoringTest {
    private static final Path MONITORING = Documents.DOCS.resolve("monitoring");
    private static final Path METERS = Documents.DOCS.resolve("reference-metrics.md");
    private static final Pattern METER =
            Pattern.compile("^\\| `(redis\\.auth\\.[a-z.]+)` \\| ([a-z ]+) \\|", Pattern.MULTILINE);
    private static final Pattern METRIC = Pattern.compile("\\bredis_auth_[a-z_]+");
    private static final Pattern LABEL = Pattern.compile("\\b(state|mode|outcome)=~?\\\\?\"([^\"\\\\]+)\\\\?\"");
    private static final Pattern RUNBOOK = Pattern.compile("runbook: \"operations\\.md#([^\"]+)\"");

    @ParameterizedTest
    @ValueSource(strings = {"monitoring/dashboard.json", "monitoring/alerts.yaml", "operations.md"})
    void allMetricsThatAreNamedExist(String file) {
        assertThat(metricsIn(Documents.DOCS.resolve(file))).isSubsetOf(metrics());
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitoring/dashboard.json", "operations.md"})
    void everyMetricIsThere(String file) {
        assertThat(metricsIn(Documents.DOCS.resolve(file)).stream().map(MonitoringTest::meter))
                .containsAll(metrics().stream().map(MonitoringTest::meter).toList());
    }

    @Test
    void eachPanelOfTheDashboardHasAQuery() throws IOException {
        List<JsonNode> panels = panels();

        assertThat(panels).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asString()).isNotBlank();
            assertThat(panel.path("targets")).isNotEmpty();
        });
        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(queries()).allSatisfy(query -> assertThat(query).contains("{job=~\"$job\""));
    }

    /** What alerts and dashboard ask of a label is a value that it can have. */
    @ParameterizedTest
    @ValueSource(strings = {"monitoring/dashboard.json", "monitoring/alerts.yaml"})
    void theValuesOfLabelsExist(String file) {
        Map<String, Set<String>> values = Map.of(
                "state", names(AuthStatus.State.values()),
                "mode", names(CredentialKind.values()),
                "outcome", Set.of("renewed", "accepted", "failed"));

        assertThat(LABEL.matcher(Documents.text(Documents.DOCS.resolve(file))).results())
                .isNotEmpty()
                .allSatisfy(label -> assertThat(values.get(label.group(1)))
                        .as(label.group())
                        .contains(label.group(2).split("\\|")));
    }

    @Test
    void eachAlertIsTried() throws IOException {
        assertThat(alertsIn("alerts-test.yaml", "alertname: ([A-Za-z]+)"))
                .isEqualTo(alertsIn("alerts.yaml", "alert: ([A-Za-z]+)"));
    }

    @Test
    void eachAlertNamesItsRunbook() throws IOException {
        String alerts = Files.readString(MONITORING.resolve("alerts.yaml"));
        String page = Documents.text(Documents.DOCS.resolve("operations.md"));

        assertThat(RUNBOOK.matcher(alerts).results())
                .hasSize(alerts.split("- alert:", -1).length - 1)
                .allSatisfy(runbook -> assertThat(page).contains("(#" + runbook.group(1) + ")"));
    }

    /** The dashboard's queries, in their order. */
    static List<String> queries() throws IOException {
        return panels().stream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString())
                .toList();
    }

    private static List<JsonNode> panels() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(MONITORING.resolve("dashboard.json")))
                .path("panels")
                .valueStream()
                .toList();
    }

    private static Set<String> alertsIn(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(MONITORING.resolve(file)))
                .results()
                .map(alert -> alert.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Enum<?>... constants) {
        return Arrays.stream(constants).map(Enum::toString).collect(Collectors.toSet());
    }

    private static Set<String> metricsIn(Path file) {
        return METRIC.matcher(Documents.text(file))
                .results()
                .map(metric -> metric.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** As Prometheus calls what the table lists by Micrometer's names. */
    private static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        METER.matcher(Documents.text(METERS)).results().forEach(meter -> {
            String name = meter.group(1).replace('.', '_');
            switch (meter.group(2)) {
                case "counter" -> names.add(name + "_total");
                case "gauge" -> names.add(name);
                case "time gauge" -> names.add(name + "_seconds");
                case "timer" ->
                    names.addAll(List.of(
                            name + "_seconds", name + "_seconds_count", name + "_seconds_sum", name + "_seconds_max"));
                default -> throw new IllegalStateException("what does Prometheus make of a " + meter.group(2));
            }
        });
        assertThat(names).isNotEmpty();
        return names;
    }

    private static String meter(String metric) {
        return metric.replaceFirst("_(?:total|seconds|seconds_(?:count|sum|max))$", "");
    }
}
