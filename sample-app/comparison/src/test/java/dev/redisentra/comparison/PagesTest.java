package dev.redisentra.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.redisentra.comparison.Renewals.Renewal;
import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Job;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The pages say what the figures say. */
class PagesTest {
    private static final Path ROOT = Path.of("..", "..");

    @Test
    void thePagesSayWhatTheFiguresSay() throws IOException {
        Figures figures = Figures.load(ROOT.resolve(Pages.FIGURES));
        for (Path page : Pages.all(ROOT)) {
            assertThat(page)
                    .as("./mvnw -Pcomparison verify -Dcomparison.parts=pages writes it again")
                    .hasContent(Pages.text(page, figures));
        }
    }

    @Test
    void theFrontPageIsShortAndBeginsWithTheAnswers() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/comparison.md"));

        assertThat(lines).hasSizeLessThanOrEqualTo(200);
        assertThat(lines.subList(0, 35)).anyMatch(line -> line.startsWith("| p99 at a renewal"));
    }

    private final Figures figures = new Figures();

    @Test
    void whatMissesItsTargetIsInBold() {
        String renewal = "renewal/Jedis/redis-entra/";
        figures.add(renewal + "AUTHs for each connection", 1, 1);
        figures.add(renewal + Job.RATIO, 1.2);
        figures.add(renewal + "failed", 0);
        figures.add("profile/Jedis/GET/CPU time, %", 0.5);
        figures.add("profile/Jedis/SET/CPU time, %", 0.1);
        assertThat(new Tables(figures).named("targets")).doesNotContain("**").doesNotContain("cut short");

        figures.add(renewal + "AUTHs for each connection", 0.9);
        figures.add(renewal + Job.RATIO, 1.3);
        figures.add(renewal + "failed", 3);
        figures.add("profile/Jedis/SET/CPU time, %", 0.6);
        figures.add("wire/bytes/session/command: GET, 100 B", 24);
        figures.add("run/wire/pace", 1);
        figures.add("run/work/pace", 0.3);

        assertThat(new Tables(figures).named("targets").lines())
                .contains(
                        "| CPU time of redis-entra, %, the most in any work | ≤ 0.50 | – | **0.60** | – |",
                        "| bytes for a command or a reply, session | 0 | **24** | **24** | **24** |",
                        "| AUTHs for each connection and renewal | 1 | – | **0.90 to 1** | – |",
                        "| commands that failed | 0 | – | **0 to 3** | – |",
                        "| p99 at a renewal by p99 at other times | ≤ 1.20 | – | **1.20 to 1.30** | – |")
                .anyMatch(line -> line.startsWith("The figures of work are of a run that was cut short"));
    }

    @Test
    void figuresComeBackAsTheyWereKept(@TempDir Path folder) throws IOException {
        figures.add("a/b", 1, 2.5);
        figures.add("a/b", 0.123456);
        figures.add("c", Double.NaN);
        figures.save(folder.resolve("figures.json"));

        Figures loaded = Figures.load(folder.resolve("figures.json"));

        assertThat(loaded.lines()).containsExactly("\"a/b\": [1, 2.5, 0.1235]");
        assertThat(loaded.one("a/b")).isEqualTo(1);
        assertThat(loaded.below("a/")).containsExactly("b");
    }

    @Test
    void aTopicIsMeasuredAsAWhole() {
        figures.add("wire/ns/session/GET", 100);
        figures.add("wire/bytes/session/GET", 20);
        figures.add("wire/bytes/session/other", 20);
        Figures measured = new Figures();
        measured.add("wire/bytes/session/GET", 21.1);

        assertThat(figures.differing(measured, "wire/.*")).containsExactly("wire/bytes/session/GET: 20, 21.1");
        assertThat(measured.differing(figures, "wire/ns.*")).isEmpty();

        figures.replace(measured);
        assertThat(figures.lines())
                .containsExactly("\"wire/bytes/session/GET\": [21.1]", "\"wire/ns/session/GET\": [100]");
    }

    @Test
    void partsAreChosenByName() {
        assertThat(Comparison.some(ClientKind.class, "jedis,lettuce"))
                .containsExactly(ClientKind.LETTUCE, ClientKind.JEDIS);
        assertThat(Comparison.some(ClientKind.class, "pages")).isEmpty();
        assertThatThrownBy(() -> Comparison.some(ClientKind.class, "redis")).hasMessageContaining("REDIS");
    }

    /** @param counts at each moment: tokens, AUTHs, open connections */
    private static List<Renewal> renewals(int[]... counts) {
        List<Server.Counts> all = new ArrayList<>();
        Stream.of(counts).forEach(at -> all.add(new Server.Counts(at[0], at[1], at[2], 0)));
        return Renewals.of(all);
    }

    @Test
    void aRenewalIsWhatHappensBetweenTwoTokensOnceAllConnectionsAreOpen() {
        assertThat(renewals(
                        new int[] {1, 10, 10},
                        new int[] {2, 20, 20}, // while connections are opened: logins are among its AUTHs
                        new int[] {2, 150, 100},
                        new int[] {3, 150, 100},
                        new int[] {3, 200, 100},
                        new int[] {3, 251, 100}, // one too many
                        new int[] {4, 251, 100},
                        new int[] {4, 350, 100})) // the last has no end
                .containsExactly(new Renewal(1, 101));
    }
}
