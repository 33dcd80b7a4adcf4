package dev.redisentra.sample.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.redisentra.sample.Variables;
import dev.redisentra.sample.doctor.Finding.Verdict;
import dev.redisentra.testkit.LocalAzure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** Each fault in this JVM, against the table in docs/doctor.md. DoctorIT asks the packaged sample, and writes that table. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class DoctorTest {
    private static final Path PAGE = Path.of("../docs/doctor.md");

    @ParameterizedTest
    @EnumSource(names = "NO_IDENTITY", mode = EnumSource.Mode.EXCLUDE) // for azure-identity, this JVM has one
    void eachFaultIsFoundByItsCheckAndToldAsThePageSays(Fault fault) throws IOException {
        try (LocalAzure azure = fault.azure().start()) {
            azure.identity().requireReachableFromThisJvm();
            Map<String, String> variables = new HashMap<>(azure.environment());
            fault.strike(azure, variables);

            List<Finding> findings = Doctor.check(Variables.environment(variables));

            Finding failed = findings.stream()
                    .filter(finding -> finding.verdict() == Verdict.FAILED)
                    .findFirst()
                    .orElseThrow();
            assertThat(failed.check()).hasToString(fault.check());
            assertThat(Files.readString(PAGE).lines())
                    .contains(fault.row(asAProcess(failed.found()), asAProcess(failed.remedy()), azure));
            assertThat(Report.text(findings) + Report.json(findings)).doesNotContain("eyJ", "AzCaLocal");
        }
    }

    /** Which variables of an identity are set is read from the process's environment; one cannot be set in this JVM. */
    private static String asAProcess(@Nullable String text) {
        return requireNonNull(text).replace("(set: IDENTITY_ENDPOINT)", "(set: IDENTITY_ENDPOINT, AZURE_CLIENT_ID)");
    }
}
