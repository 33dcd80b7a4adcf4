package dev.redisentra.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** That the page says what the data says. */
class CompatibilityPageTest {
    private static final Path DOCS = Path.of("..", "..", "docs");
    private static final Path PAGE = DOCS.resolve("compatibility.md");
    private static final ServiceTable SERVICES = ServiceTable.read(DOCS.resolve("services.tsv"));
    private static final VersionTable VERSIONS = VersionTable.read(DOCS.resolve("versions.tsv"));
    private static final Column COLUMN = new Column(Protocol.RESP3, Topology.STANDALONE, "Jedis", Way.OURS);
    private static final Verdict KEPT = new Verdict.Kept(1234);
    private static final Verdict BROKEN = new Verdict.Broken(3, 0, 12, 0, 5, 0);
    private static final Verdict REASON = new Verdict.Unsupported("Redisson has no WATCH");

    @Test
    void bothTopologiesAreOneWhereTheyAgree() {
        assertThat(cell(KEPT, KEPT)).isEqualTo("kept (2,468)");
        assertThat(cell(REASON, REASON)).isEqualTo("Redisson has no WATCH");
        assertThat(cell(KEPT, BROKEN)).isEqualTo("kept (1,234)<br>cluster: 3 failed, 12 lost, 5 closed");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(CompatibilityPage.cell(Optional.of(KEPT), Optional.empty())).isEqualTo("kept (1,234)");
        assertThat(CompatibilityPage.cell(Optional.empty(), Optional.of(BROKEN)))
                .isEqualTo("3 failed, 12 lost, 5 closed");
        assertThat(CompatibilityPage.cell(Optional.empty(), Optional.empty())).isEmpty();
    }

    @Test
    void thePageInTheDocumentsIsWhatTheDataSays(@TempDir Path directory) throws IOException {
        Verdicts known = Verdicts.read(DOCS.resolve("compatibility.tsv"));
        assertThat(new CompatibilityPage(PAGE, known, SERVICES, VERSIONS).differences())
                .isEmpty();

        List<String> lines = Files.readAllLines(PAGE);
        lines.subList(0, lines.indexOf("## More ways of use")).removeIf(line -> line.startsWith("| a "));
        Path page = Files.write(directory.resolve("page.md"), lines);
        new CompatibilityPage(page, known, SERVICES, VERSIONS).write();
        assertThat(page).hasSameTextualContentAs(PAGE);
    }

    @Test
    void itCountsWhatIsKeptOfWhatWasTried(@TempDir Path directory) throws IOException {
        Path page = Files.writeString(
                directory.resolve("page.md"),
                "## In short\n\n| |\n\n## Services\n\n| |\n\n## Versions\n\n| |\n\n## RESP3\n\n| |\n\n## RESP2\n\n| |\n");
        Verdicts known = new Verdicts();
        known.put(COLUMN, Mode.IDLE, KEPT);
        known.put(COLUMN, Mode.HELD, BROKEN);
        known.put(COLUMN, Mode.PIPELINE, new Verdict.Hangs());
        known.put(COLUMN, Mode.BLPOP, new Verdict.ExcessAuths(1));
        known.put(COLUMN, Mode.WATCH, REASON);
        CompatibilityPage changed = new CompatibilityPage(page, known, SERVICES, VERSIONS);
        assertThat(changed.differences())
                .contains("the page has no row '| the adapter, RESP3, standalone | | 2 of 4; AUTHs too many in 1 | |'");

        changed.write();
        assertThat(page)
                .content()
                .contains(
                        "| the adapter, RESP3, standalone | | 2 of 4; AUTHs too many in 1 | |",
                        "| a connection that the application keeps | | | 3 failed, 12 lost, 5 closed | | | |",
                        "| a key that is watched across a renewal | | | Redisson has no WATCH | | | |");
        assertThat(new CompatibilityPage(page, known, SERVICES, VERSIONS).differences())
                .isEmpty();
    }

    private static String cell(Verdict standalone, Verdict cluster) {
        return CompatibilityPage.cell(Optional.of(standalone), Optional.of(cluster));
    }
}
