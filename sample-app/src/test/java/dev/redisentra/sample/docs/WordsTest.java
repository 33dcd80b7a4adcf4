package dev.redisentra.sample.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plain English, as far as a program can tell: no word of the list in {@code words.tsv}, no word twice, no sentence that
 * needs a second reading because of its length. In the documents, and in the Javadoc and messages of what is published.
 */
class WordsTest {
    private static final int LONGEST_SENTENCE = 32;

    private static final Pattern TWICE = Pattern.compile("\\b([a-z]{2,}) \\1\\b");
    private static final Pattern SENTENCE_END =
            Pattern.compile("(?<=[.!?:;])\\s+|\\n\\s*\\n|\\n(?=\\s*(?:[-*]|\\d+\\.) )");
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("<p>|<li>|@(?:param|throws) \\S+|@return");
    private static final Pattern MESSAGE = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)+ (?:[^\"\\\\\\n]|\\\\.)*\"");

    private record Rule(Pattern words, String instead) {
        static Rule of(String line) {
            String[] fields = line.split("\t", -1);
            return new Rule(Pattern.compile("\\b(?:" + fields[0] + ")\\b", Pattern.CASE_INSENSITIVE), fields[1]);
        }

        Stream<String> faults(String sentence) {
            return words.matcher(sentence)
                    .results()
                    .map(found -> "'%s' (%s): %s".formatted(found.group(), instead, sentence));
        }
    }

    private static final List<Rule> RULES = Documents.text(Path.of("src/test/resources/docs/words.tsv"))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(Rule::of)
            .toList();

    static Stream<Path> documents() {
        return Documents.all().stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aDocumentIsInPlainEnglish(Path document) {
        assertThat(sentences(prose(Documents.text(document))).flatMap(WordsTest::faults))
                .isEmpty();
    }

    static Stream<Path> modules() {
        return Stream.of(
                        "core",
                        "core/netty",
                        "core/testkit",
                        "core/spring-boot",
                        "client-lettuce",
                        "client-jedis",
                        "client-redisson")
                .map(Documents.ROOT::resolve);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void javadocAndMessagesAreInPlainEnglish(Path module) {
        assertThat(sources(module)
                        .flatMap(WordsTest::texts)
                        .flatMap(WordsTest::split)
                        .flatMap(WordsTest::faultyWords))
                .isEmpty();
    }

    @Test
    void whatIsNotPlainIsFound() {
        String text = """
                A team mends it. Who has has none, asks. `mend` is code, and so is:

                ```sh
                mend
                ```

                %s
                """.formatted("one more ".repeat(LONGEST_SENTENCE / 2 + 1));

        assertThat(sentences(prose(text)).flatMap(WordsTest::faults)).hasSize(4);
    }

    private static Stream<String> faults(String sentence) {
        long words = sentence.split("\\s+").length;
        return Stream.concat(
                faultyWords(sentence),
                words > LONGEST_SENTENCE ? Stream.of("%d words: %s".formatted(words, sentence)) : Stream.empty());
    }

    private static Stream<String> faultyWords(String sentence) {
        return Stream.concat(
                RULES.stream().flatMap(rule -> rule.faults(sentence)),
                TWICE.matcher(sentence).results().map(found -> "'%s': %s".formatted(found.group(), sentence)));
    }

    /** Each cell of a table is a text of its own. */
    private static Stream<String> sentences(String prose) {
        return prose.lines().anyMatch(line -> line.startsWith("|"))
                ? Arrays.stream(prose.split("(?m)(?=^\\|)|(?<=\\|)$", -1)).flatMap(WordsTest::split)
                : split(prose);
    }

    private static Stream<String> split(String text) {
        Stream<String> parts = text.startsWith("|") ? Arrays.stream(text.split("\\|", -1)) : Stream.of(text);
        return parts.flatMap(SENTENCE_END::splitAsStream)
                .map(sentence -> sentence.replaceAll("\\s+", " ").strip())
                .filter(sentence -> !sentence.isEmpty());
    }

    /** Without code, and of a link its text alone. */
    private static String prose(String markdown) {
        return markdown.replaceAll("(?ms)^ *```.*?^ *```", "\n")
                .replaceAll("(?s)<!--.*?-->", "")
                .replaceAll("`[^`]*`", "CODE")
                .replaceAll("!?\\[([^]]*)]\\([^)]*\\)", "$1")
                .replaceAll("(?m)^(?:#+|>|    ).*$", "\n")
                .replaceAll("[*_]{1,2}", "")
                .replaceAll("<br>", ". ");
    }

    private static Stream<Path> sources(Path module) {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> texts(Path source) {
        String code = Documents.text(source);
        return Stream.concat(
                JAVADOC.matcher(code)
                        .results()
                        .map(found -> TAG.matcher(found.group())
                                .replaceAll("\n\n")
                                .replaceAll("\\n\\s+\\*", "\n")
                                .replaceAll("/\\*\\*|\\*/", "")),
                MESSAGE.matcher(code).results().map(found -> found.group().replaceAll("^\"|\"$", "")));
    }
}
