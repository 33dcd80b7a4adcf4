package dev.redisentra.sample.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.diagnosis.Diagnosis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages on operation explain every line that is logged and every error, and no others. */
class MessagesTest {
    private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern LOGGED = Pattern.compile(
            "\\blog\\s*\\.(?:at)?(debug|info|warn|error)\\((?:\\)[^;\"]*?\\.log\\()?\\s*" + STRING,
            Pattern.CASE_INSENSITIVE);

    /** Warnings about connections: a text that is logged elsewhere, with a word in its middle at times. */
    private static final Pattern TROUBLE =
            Pattern.compile("new Trouble\\(\\s*\"[^\"]*\",\\s*" + STRING + "(?:\\s*\\+[^+\"]*\\+ " + STRING + ")?");

    private static final Pattern LOG_ROW =
            Pattern.compile("^\\| (DEBUG|INFO|WARN|ERROR) \\| `([^`]*)` \\|", Pattern.MULTILINE);
    private static final Pattern NAME_ROW = Pattern.compile("^\\| `([A-Z][A-Z_]+)` \\|", Pattern.MULTILINE);

    static Stream<Arguments> pages() {
        return Stream.of(
                Arguments.of("operations.md", List.of("core", "client-lettuce", "client-jedis", "client-redisson")),
                Arguments.of("sample.md", List.of("sample-app")));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLineThatIsLoggedIsExplained(String page, List<String> modules) {
        Set<String> lines = new TreeSet<>(inCode(
                LOGGED, modules, line -> line.group(1).toUpperCase(Locale.ROOT) + " " + withDots(line.group(2))));
        if (modules.contains("core")) {
            lines.addAll(inCode(
                    TROUBLE,
                    modules,
                    line -> "WARN " + withDots(line.group(1) + (line.group(2) == null ? "" : "%s" + line.group(2)))));
        }
        assertThat(found(LOG_ROW, page).map(row -> row.group(1) + " " + row.group(2)))
                .containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void everyKindOfErrorIsExplained() {
        Set<String> kinds = Stream.concat(
                        Arrays.stream(AuthException.Kind.values()), Arrays.stream(Diagnosis.Problem.values()))
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(found(NAME_ROW, "operations.md").map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(kinds);
    }

    private static Stream<MatchResult> found(Pattern pattern, String page) {
        return pattern.matcher(Documents.text(Documents.DOCS.resolve(page))).results();
    }

    private static Set<String> inCode(Pattern pattern, List<String> modules, Function<MatchResult, String> what) {
        Set<String> lines = modules.stream()
                .flatMap(module -> sources(Documents.ROOT.resolve(module).resolve("src/main/java")).stream())
                .flatMap(source -> pattern.matcher(Documents.text(source)).results())
                .map(what)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(lines).isNotEmpty();
        return lines;
    }

    private static List<Path> sources(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What differs from time to time is dots on the pages. */
    private static String withDots(String text) {
        return text.replaceAll("\\{}|%[sd]", "…");
    }
}
