package dev.redisentra.sample.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands that the documents and the error messages give are complete, and go through in the order they stand in. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for a Unix shell")
class CommandsTest {
    @TempDir
    private Path directory;

    static Stream<Path> documentsWithCommands() {
        return Documents.all().stream()
                .filter(document -> !Documents.blocks(document, "sh").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("documentsWithCommands")
    void theCommandsOfADocumentRun(Path document) throws Exception {
        String all = String.join("\n", Documents.blocks(document, "sh"));

        List<List<String>> calls = AzShell.in(directory)
                .run(List.of("bash", "-euo", "pipefail", "-c", all), Map.of("AZ_ALL_THERE", "true"));

        AzCommands known = AzCommands.read();
        assertThat(calls.stream().flatMap(call -> known.faults(call).stream())).isEmpty();
    }

    /** Azure Cache for Redis is being retired: who reads from the top meets the service that stays. */
    @ParameterizedTest
    @MethodSource("documentsWithCommands")
    void azureManagedRedisComesFirst(Path document) {
        String all = String.join("\n", Documents.blocks(document, "sh"));
        int managed = all.indexOf("az redisenterprise ");
        int cache = all.indexOf("az redis ");

        assertThat(cache < 0 || (managed >= 0 && managed < cache))
                .as("az redisenterprise before az redis in %s", document)
                .isTrue();
    }

    static Stream<Arguments> refusals() {
        return Stream.of("contoso.redis.cache.windows.net", "contoso.westeurope.redis.azure.net")
                .flatMap(host -> Stream.of("WRONGPASS", "NOPERM", "ERR max number of clients reached")
                        .flatMap(refusal -> Stream.of(AuthMode.ENTRA, AuthMode.ACCESS_KEY)
                                .map(mode -> Arguments.of(host, refusal, mode))));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void theCommandsThatMessagesNameAreComplete(String host, String refusal, AuthMode mode) throws Exception {
        RedisSettings settings = RedisSettings.builder()
                .host(host)
                .auth(mode)
                .accessKey(Secret.of("key"))
                .build();
        String remedy = Diagnosis.of(new IllegalStateException(refusal), settings, "an-object-id")
                .remedy();
        assertThat(remedy).contains("az ");

        List<List<String>> calls = AzShell.in(directory)
                .run(
                        List.of("bash", "-c", remedy.substring(remedy.lastIndexOf("az "))),
                        Map.of("AZ_ALL_THERE", "true"));

        assertThat(AzCommands.read().faults(calls.get(0))).isEmpty();
    }
}
