package dev.redisentra.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class VersionTableTest {
    private static final Path FILE = Path.of("..", "..", "docs", "versions.tsv");
    private static final Column COLUMN = new Column(Protocol.RESP2, Topology.CLUSTER, "Jedis", Way.OURS);
    private static final String HEADER = "client\tversion\tnetty\tboot"
            + "\tRESP3, standalone\tRESP3, cluster\tRESP2, standalone\tRESP2, cluster\tremark\n";

    @Test
    void whatWasFoundStandsInTheLineOfTheVersion(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("versions.tsv"),
                HEADER + "Jedis\t5.2.0\t-\t3.4\t-\t-\t-\t-\ta remark\nJedis\t6.0.0\t-\t3.5\t-\t-\t-\t-\t-\n");
        VersionTable table = VersionTable.read(file);
        table.put(COLUMN, "5.2.0", 36, 37);
        table.write(file);

        assertThat(VersionTable.read(file).rows())
                .containsExactly(
                        "| | Netty | Spring Boot | RESP3, standalone | RESP3, cluster | RESP2, standalone | RESP2, cluster | |",
                        "| --- | --- | --- | --- | --- | --- | --- | --- |",
                        "| Jedis 5.2.0 | | 3.4 | | | | 36 of 37 | a remark |",
                        "| Jedis 6.0.0 | | 3.5 | | | | | |");
    }

    @Test
    void theFirstAndTheLastOfAClientAreTheRangeOfTheBuild() throws IOException {
        String pom = Files.readString(Path.of("..", "..", "pom.xml"));
        Map<String, List<String>> versions = Files.readAllLines(FILE).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .collect(Collectors.groupingBy(
                        fields -> fields[0].toLowerCase(Locale.ROOT),
                        Collectors.mapping(fields -> fields[1], Collectors.toList())));
        assertThat(versions).containsOnlyKeys("lettuce", "jedis", "redisson");
        versions.forEach((client, tried) -> assertThat(pom)
                .contains("<" + client + ".oldest>" + tried.get(0) + "</")
                .contains("<" + client + ".version>" + tried.get(tried.size() - 1) + "</"));
    }

    @Test
    void aVersionWithoutALineIsToldOf() {
        assertThatIllegalStateException()
                .isThrownBy(() -> VersionTable.read(FILE).put(COLUMN, "1.0.0", 1, 1))
                .withMessage("no line is about Jedis 1.0.0: add one");
    }
}
