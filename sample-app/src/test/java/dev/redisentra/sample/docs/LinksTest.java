package dev.redisentra.sample.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

/** Each link inside the documents leads somewhere, its anchor included, and each document is found from the README. */
class LinksTest {
    private static final Pattern CODE = Pattern.compile("^ *```.*?^ *```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern PICTURE = Pattern.compile("src(?:set)?=\"(?!https?:)([^\"]*)\"");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

    static Iterable<Path> documents() {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksResolve(Path document) {
        LINK.matcher(prose(document)).results().forEach(link -> {
            Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
            assertThat(target).as("%s in %s", link.group(), document).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target))
                        .as("%s in %s", link.group(), document)
                        .contains(link.group(2));
            }
        });
    }

    /** Of HTML, which has one for each theme. */
    @ParameterizedTest
    @MethodSource("documents")
    void picturesExist(Path document) {
        assertThat(PICTURE.matcher(prose(document)).results())
                .allSatisfy(picture ->
                        assertThat(document.resolveSibling(picture.group(1))).exists());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void eachDocumentIsLinked(Path document) {
        Set<Path> linked = Documents.all().stream()
                .flatMap(from -> LINK.matcher(prose(from))
                        .results()
                        .filter(link -> !link.group(1).isEmpty())
                        .map(link -> from.resolveSibling(link.group(1)).normalize()))
                .collect(toUnmodifiableSet());
        boolean isFoundByItself =
                document.equals(Documents.README) || document.startsWith(Documents.ROOT.resolve(".github"));
        assertThat(isFoundByItself || linked.contains(document.normalize()))
                .as("a link to %s", document)
                .isTrue();
    }

    private static String prose(Path document) {
        return CODE.matcher(Documents.text(document)).replaceAll("");
    }

    /** As GitHub makes them. */
    private static Set<String> anchors(Path document) {
        return Files.isDirectory(document)
                ? Set.of()
                : HEADING.matcher(prose(document))
                        .results()
                        .map(heading -> heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-'))
                        .collect(Collectors.toSet());
    }
}
