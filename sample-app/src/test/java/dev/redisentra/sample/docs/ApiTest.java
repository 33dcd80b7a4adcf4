package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What adopters can call is written down: nothing of it comes, changes or goes unnoticed. */
class ApiTest {
    private static final boolean WRITE = Boolean.getBoolean("docs.write");

    @Test
    void thePageListsEachPublicType() throws IOException {
        assertUpToDate(Documents.DOCS.resolve("api.md"), ApiPage.types());
    }

    @Test
    void allThatCanBeCalledIsWrittenDown() throws IOException {
        assertUpToDate(Documents.DOCS.resolve("api.txt"), ApiPage.members());
    }

    private static void assertUpToDate(Path file, String text) throws IOException {
        if (WRITE) {
            Documents.write(file, text);
        }
        assertThat(Documents.text(file)).as("-Ddocs.write=true writes it again").isEqualTo(text);
    }
}
