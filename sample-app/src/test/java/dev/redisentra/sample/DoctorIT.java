package dev.redisentra.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.redisentra.sample.doctor.Fault;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code --doctor} on the packaged sample, against each fault of the local Azure. The table in docs/doctor.md is what it
 * said; {@code -Pwide -Ddoctor.write} writes it again.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(2)
class DoctorIT {
    private static final Path PAGE = Path.of("../docs/doctor.md");
    private static final String BEGIN = "<!-- what DoctorIT saw -->\n";
    private static final Map<Fault, String> rows = Collections.synchronizedMap(new EnumMap<>(Fault.class));

    /** In the short lane one: what the doctor says of the others, DoctorTest asks without a process. */
    static Set<Fault> faults() {
        return Lane.WIDE ? EnumSet.allOf(Fault.class) : EnumSet.of(Fault.NO_POLICY);
    }

    @ParameterizedTest
    @Tag("scaled")
    @MethodSource("faults")
    void eachFaultIsFoundByItsCheck(Fault fault) throws Exception {
        try (LocalAzure azure = fault.azure().start()) {
            Map<String, String> environment = new HashMap<>(azure.environment());
            fault.strike(azure, environment);
            try (SampleProcess doctor = SampleProcess.start(environment, "--doctor", "--json")) {
                int exitCode = doctor.awaitExit();
                String output = doctor.output();
                assertThat(output).startsWith("{").doesNotContain("eyJ", "AzCaLocal");
                JsonNode report = JsonMapper.shared().readTree(output);
                assertThat(exitCode).as(output).isEqualTo(1);
                assertThat(report.path("healthy").asBoolean()).isFalse();

                JsonNode failed = report.path("checks")
                        .valueStream()
                        .filter(check -> check.path("verdict").asString().equals("failed"))
                        .findFirst()
                        .orElseThrow();
                assertThat(failed.path("check").asString()).as(output).isEqualTo(fault.check());
                rows.put(
                        fault,
                        fault.row(
                                failed.path("found").asString(),
                                failed.path("remedy").asString(),
                                azure));
            }
        }
    }

    @Test
    void aHealthyServiceIsTold() throws Exception {
        try (LocalAzure azure = LocalAzure.builder().start();
                SampleProcess doctor = SampleProcess.start(azure.environment(), "--doctor")) {
            assertThat(doctor.awaitExit()).as(doctor.output()).isZero();
            assertThat(doctor.output().lines().map(line -> line.substring(0, 23).strip()))
                    .containsExactly(
                            "ok      configuration",
                            "ok      DNS",
                            "ok      TCP",
                            "ok      TLS",
                            "ok      token",
                            "ok      login",
                            "ok      SET and GET");
            assertThat(doctor.output())
                    .contains("TLSv1.3", "client id " + azure.identity().clientId())
                    .contains("oid " + azure.identity().principalId(), "audience https://redis.azure.com")
                    .contains("GET health: ok")
                    .doesNotContain("eyJ");
        }
    }

    @AfterAll
    static void thePageSaysTheSame() throws IOException {
        if (rows.size() < Fault.values().length) {
            return; // not all were run, or some failed and are told
        }
        String table = rows.values().stream()
                .collect(Collectors.joining(
                        "\n",
                        "| what is wrong | found by | what it says | and what fixes it |\n| --- | --- | --- | --- |\n",
                        "\n"));
        String page = Files.readString(PAGE);
        String kept = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        if (System.getProperty("doctor.write") != null) {
            Files.writeString(PAGE, kept + table);
        }
        assertThat(Files.readString(PAGE)).as("run with -Pwide -Ddoctor.write").isEqualTo(kept + table);
    }
}
