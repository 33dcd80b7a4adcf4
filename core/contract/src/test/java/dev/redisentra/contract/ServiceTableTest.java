package dev.redisentra.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.redisentra.testkit.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ServiceTableTest {
    @TempDir
    Path directory;

    @Test
    void whatWasFoundStandsInTheLineOfTheService() throws IOException {
        Path file = Files.writeString(
                directory.resolve("services.tsv"), "service\tLettuce\tJedis\tRedisson\nCACHE\t32 of 32\t-\t-\n");
        ServiceTable table = ServiceTable.read(file);
        table.put(Service.CACHE, "Jedis", 28, 29);
        table.write(file);

        assertThat(ServiceTable.read(file).rows())
                .startsWith(
                        "| | Lettuce | Jedis | Redisson |",
                        "| --- | --- | --- | --- |",
                        "| Azure Cache for Redis | 32 of 32 | 28 of 29 | |",
                        "| Azure Cache for Redis, cluster | | | |")
                .hasSize(2 + Service.values().length - 1);
    }

    @Test
    void otherColumnsAreToldOf() throws IOException {
        Path file = Files.writeString(directory.resolve("services.tsv"), "service\tLettuce\n");
        assertThatIllegalStateException()
                .isThrownBy(() -> ServiceTable.read(file))
                .withMessageContaining("should begin with 'service\tLettuce\tJedis\tRedisson'");
    }
}
