package dev.redisentra.sample.docs;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

/** What the documents say to Maven, it understands: profiles, properties and dependencies. */
class MavenTest {
    private static final Pattern COMMAND = Pattern.compile("\\./mvnw(?:[^\\n`]|\\\\\\n)*");
    private static final Pattern PROFILES = Pattern.compile(" -P([a-z,]+)");
    private static final Pattern PROPERTY = Pattern.compile(" \"?-D([A-Za-z.]+)");

    /** Maven's own, and its plugins'. */
    private static final Set<String> OF_MAVEN = Set.of(
            "altDeploymentRepository",
            "it.test",
            "jib.to.image",
            "maven.install.skip",
            "surefire.failIfNoSpecifiedTests",
            "skipTests",
            "test");

    private static final String POMS = files("pom.xml");
    private static final String CODE = files(".java");

    static Iterable<Path> documents() {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void profilesAndPropertiesExist(Path document) {
        COMMAND.matcher(Documents.text(document))
                .results()
                .map(command -> command.group())
                .forEach(command -> {
                    assertThat(words(PROFILES, command))
                            .allSatisfy(profile -> assertThat(POMS).as(command).contains("<id>" + profile + "</id>"));
                    assertThat(words(PROPERTY, command).filter(property -> !OF_MAVEN.contains(property)))
                            .allSatisfy(property -> assertThat(POMS.contains("<" + property + ">")
                                            || POMS.contains("${" + property + "}")
                                            || CODE.contains("\"" + property + "\""))
                                    .as("%s in %s", property, command)
                                    .isTrue());
                });
    }

    @Test
    void theDependenciesAreTheBomsInItsVersion() throws Exception {
        Document bom = parsed(Files.readString(Documents.ROOT.resolve("core/bom/pom.xml")));
        Set<String> artifacts = elements(bom, "artifactId").collect(toUnmodifiableSet());
        String version = elements(bom, "version").findFirst().orElseThrow();
        List<String> snippets = Documents.all().stream()
                .flatMap(document -> Documents.blocks(document, "xml").stream())
                .toList();

        assertThat(snippets).hasSizeGreaterThan(1);
        for (String snippet : snippets) {
            Document dependency = parsed(snippet);
            assertThat(elements(dependency, "groupId")).containsOnly("dev.redisentra");
            assertThat(elements(dependency, "artifactId")).isNotEmpty().isSubsetOf(artifacts);
            assertThat(elements(dependency, "version")).isSubsetOf(version);
        }
        assertThat(Documents.text(Documents.README).contains("Not released yet: " + version))
                .isEqualTo(version.endsWith("-SNAPSHOT"));
    }

    private static Stream<String> words(Pattern pattern, String command) {
        return pattern.matcher(command)
                .results()
                .flatMap(found -> Stream.of(found.group(1).split(",", -1)));
    }

    /** All files of the project whose name ends so, in one text. */
    private static String files(String end) {
        StringBuilder text = new StringBuilder();
        try {
            Files.walkFileTree(Documents.ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return directory.endsWith("target") || directory.endsWith(".git")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(end)) {
                        text.append(Documents.text(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static Stream<String> elements(Document document, String name) {
        return IntStream.range(0, document.getElementsByTagName(name).getLength())
                .mapToObj(document.getElementsByTagName(name)::item)
                .filter(Element.class::isInstance)
                .map(Node::getTextContent);
    }
}
