package dev.redisentra.spring.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables in {@code docs/spring.md} whose figures come from a run. */
final class SpringPage {
    private static final Path PAGE = Path.of("../../../docs/spring.md");

    private SpringPage() {}

    /** Puts a table between the two marks of a name. */
    static void write(String name, List<String> rows) throws IOException {
        Matcher place = Pattern.compile("(?<=<!-- %s -->\n).*?(?=<!-- /%s -->)".formatted(name, name), Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(place.find()).isTrue();
        Files.writeString(PAGE, place.replaceFirst(Matcher.quoteReplacement(String.join("\n", rows) + "\n")));
    }
}
