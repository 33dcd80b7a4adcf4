package dev.redisentra.comparison.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PartsTest {
    @TempDir
    private Path folder;

    @Test
    void anInterruptedRunGoesOn() throws IOException {
        assertThat(parts().run("Lettuce, cluster", () -> List.of(1, 2))).contains(List.of(1, 2));

        Parts again = parts();
        assertThat(again.run("Lettuce, cluster", PartsTest::fail)).contains(List.of(1, 2));
        assertThat(again.run("Jedis, cluster", () -> List.of(3))).contains(List.of(3));
    }

    @Test
    void whatCannotBeMeasuredIsLeftOutAndTriedAgain() throws IOException {
        assertThat(parts().run("Jedis, cluster", PartsTest::fail)).isEmpty();
        assertThat(parts().run("Jedis, cluster", () -> List.of(3))).contains(List.of(3));
    }

    @Test
    void afterOneThatWasLeftOutTheNextRunKeepsTheOthers() throws IOException {
        Parts first = parts();
        first.run("Lettuce, cluster", () -> List.of(1));
        first.run("Jedis, cluster", PartsTest::fail);
        first.end();

        assertThat(parts().run("Lettuce, cluster", PartsTest::fail)).contains(List.of(1));
    }

    @Test
    void theNextRunBeginsAnew() throws IOException {
        Parts first = parts();
        first.run("Jedis, cluster", () -> List.of(3));
        first.end();

        assertThat(parts().run("Jedis, cluster", () -> List.of(4))).contains(List.of(4));
    }

    private Parts parts() throws IOException {
        return new Parts(folder.resolve("unfinished"), new Progress());
    }

    private static List<Integer> fail() throws IOException {
        throw new IOException("not measured");
    }
}
