package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.core.config.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The reference is what the code says, and nothing else names a setting that is not in it. */
class ReferenceTest {
    private static final Path PAGE = Documents.DOCS.resolve("reference.md");
    private static final Pattern VARIABLE = Pattern.compile("\\b(?:REDIS|AZURE)_[A-Z][A-Z_]*[A-Z]\\b");

    /** Of the sample, of azure-identity, of azd and a pipeline's login, of the test kit; and a mode of Redisson's batches. */
    private static final Set<String> NOT_OF_THE_LIBRARY = Set.of(
            "REDIS_CLIENT",
            "REDIS_START_TIMEOUT",
            "AZURE_AUTHORITY_HOST",
            "AZURE_CLIENT_CERTIFICATE_PATH",
            "AZURE_CLIENT_SECRET",
            "AZURE_FEDERATED_TOKEN_FILE",
            "AZURE_LOCATION",
            "AZURE_POD_IDENTITY_AUTHORITY_HOST",
            "AZURE_RESOURCE_GROUP",
            "AZURE_SUBSCRIPTION_ID",
            "AZURE_TENANT_ID",
            "AZURE_TOKEN_CREDENTIALS",
            "REDIS_ENTRA_TESTKIT_REDIS",
            "REDIS_ENTRA_TESTKIT_TOKEN_SECONDS",
            "REDIS_ENTRA_TESTKIT_IMAGE",
            "REDIS_WRITE_ATOMIC");

    @Test
    void theReferenceIsUpToDate() throws IOException {
        String text = ReferencePage.text();
        if (Boolean.getBoolean("docs.write")) {
            Documents.write(PAGE, text);
        }
        assertThat(Documents.text(PAGE)).isEqualTo(text);
    }

    @Test
    void theReadmeKnowsEverySetting() {
        assertThat(Documents.text(Documents.README).lines())
                .containsAll(ReferencePage.settings().toList());
    }

    @Test
    void theReadmesTableOfWhatIsKeptIsWhatWasMeasured() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Documents.write(Documents.README, KeptTable.put(Documents.text(Documents.README)));
        }
        assertThat(KeptTable.shown(Documents.text(Documents.README))).isEqualTo(KeptTable.text());
        assertThat(KeptTable.usesOfEachMode())
                .isNotEmpty()
                .allSatisfy((mode, uses) -> assertThat(uses).as(mode).isOne());
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> infra = Files.list(Documents.DOCS.resolve("infra"))) {
            return Stream.concat(Documents.all().stream(), infra.toList().stream());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void allSettingsThatAreNamedExist(Path file) {
        Set<String> known =
                Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(NOT_OF_THE_LIBRARY);
        assertThat(VARIABLE.matcher(Documents.text(file)).results().map(name -> name.group()))
                .as(file.toString())
                .isSubsetOf(known);
    }
}
