package dev.redisentra.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.diagnosis.Diagnosis;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The page on operation explains every line that the library logs and every kind of error, and no others. */
class MessagesTest {
    private static final String PAGE = Documents.text(Documents.DOCS.resolve("operations.md"));
    private static final Pattern LOGGED =
            Pattern.compile("(?:log\\.(?:debug|info|warn|error)|\\.log)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern LOG_ROW =
            Pattern.compile("^\\| (?:DEBUG|INFO|WARN|ERROR) \\| `([^`]*)` \\|", Pattern.MULTILINE);
    private static final Pattern NAME_ROW = Pattern.compile("^\\| `([A-Z][A-Z_]+)` \\|", Pattern.MULTILINE);

    @Test
    void everyLineThatIsLoggedIsExplained() throws IOException {
        Set<String> explained = group(LOG_ROW);

        assertThat(explained).isEqualTo(logged());
    }

    @Test
    void everyKindOfErrorIsExplained() {
        Set<String> kinds = Stream.concat(
                        Arrays.stream(AuthException.Kind.values()), Arrays.stream(Diagnosis.Problem.values()))
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(group(NAME_ROW)).isEqualTo(kinds);
    }

    private static Set<String> group(Pattern pattern) {
        return pattern.matcher(PAGE).results().map(row -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The library's lines, their values as dots. */
    private static Set<String> logged() throws IOException {
        Set<String> lines = new TreeSet<>();
        for (String module : List.of("core", "client-lettuce", "client-jedis", "client-redisson")) {
            try (Stream<Path> sources =
                    Files.walk(Documents.ROOT.resolve(module).resolve("src/main/java"))) {
                sources.filter(Files::isRegularFile)
                        .flatMap(
                                source -> LOGGED.matcher(Documents.text(source)).results())
                        .forEach(line -> lines.add(line.group(1).replace("{}", "…")));
            }
        }
        return lines;
    }
}
