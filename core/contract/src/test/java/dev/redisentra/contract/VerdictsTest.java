package dev.redisentra.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.redisentra.contract.Compatibility.Column;
import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Topology;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** That a file keeps verdicts as they are, and that a fault in it is found. */
class VerdictsTest {
    private static final Column COLUMN = new Column(Protocol.RESP3, Topology.STANDALONE, "Jedis", Way.CLIENTS_OWN);
    private static final Column OTHER = new Column(Protocol.RESP2, Topology.STANDALONE, "Jedis", Way.CLIENTS_OWN);
    private static final Verdict BROKEN = new Verdict.Broken(9, 0, 0, 0, 1, 0);

    private final Verdicts verdicts = new Verdicts();
    private Path file;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        file = directory.resolve("verdicts.tsv");
        verdicts.put(COLUMN, Mode.IDLE, new Verdict.Kept(200));
        verdicts.put(COLUMN, Mode.HELD, BROKEN);
        verdicts.put(OTHER, Mode.IDLE, new Verdict.Hangs());
        verdicts.write(file);
    }

    @Test
    void aFileKeepsThem() {
        Verdicts read = Verdicts.read(file);
        assertThat(read.get(COLUMN, Mode.IDLE)).contains(new Verdict.Kept(200));
        assertThat(read.get(COLUMN, Mode.HELD)).contains(BROKEN);
        assertThat(read.get(OTHER, Mode.IDLE)).contains(new Verdict.Hangs());
        assertThat(read.get(OTHER, Mode.HELD)).isEqualTo(Optional.empty());
    }

    @Test
    void theDataInTheDocumentsIsAsItWouldBeWritten() {
        Path data = Path.of("..", "..", "docs", "compatibility.tsv");
        Verdicts.read(data).write(file);
        assertThat(file).hasSameTextualContentAs(data);
    }

    /** So that a run changes no lines but those whose verdicts differ. */
    @Test
    void itsLinesHaveAnOrder() throws IOException {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).startsWith(CompatibilityLine.HEADER).hasSize(4);
        assertThat(lines.subList(1, 4)).isSorted();
    }

    @Test
    void aFaultIsNamedByFileAndLine() throws IOException {
        List<String> lines = Files.readAllLines(file);
        lines.set(2, "kept (200)");
        Files.write(file, lines);
        assertThatIllegalStateException()
                .isThrownBy(() -> Verdicts.read(file))
                .withMessage(file + ", line 3: it should have 14 fields and has 1");
    }

    @Test
    void noLineMayBeThereTwice() throws IOException {
        List<String> lines = Files.readAllLines(file);
        lines.add(lines.get(1));
        Files.write(file, lines);
        assertThatIllegalStateException()
                .isThrownBy(() -> Verdicts.read(file))
                .withMessage(file + ", line 5: there is such a line already");
    }

    @Test
    void otherColumnsAreRefused() throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(1, 4));
        assertThatIllegalStateException()
                .isThrownBy(() -> Verdicts.read(file))
                .withMessageStartingWith(file + ", line 1: it should be 'protocol\t");
    }

    @Test
    void theCountOfWhatIsKeptIsNoDifference() {
        assertThat(verdicts.differs(COLUMN, Mode.IDLE, new Verdict.Kept(7))).isFalse();
        assertThat(verdicts.differs(COLUMN, Mode.IDLE, BROKEN)).isTrue();
        assertThat(verdicts.differs(COLUMN, Mode.HELD, BROKEN)).isFalse();
        assertThat(verdicts.differs(COLUMN, Mode.HELD, new Verdict.Broken(8, 0, 0, 0, 1, 0)))
                .isTrue();
        assertThat(verdicts.differs(COLUMN, Mode.WATCH, BROKEN)).isTrue();
    }
}
