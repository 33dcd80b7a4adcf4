package dev.redisentra.sample.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What people read: the README, the documents, and what the project's host shows beside them. */
final class Documents {
    static final Path ROOT = Path.of("..");
    static final Path DOCS = ROOT.resolve("docs");
    static final Path README = ROOT.resolve("README.md");

    private Documents() {}

    static List<Path> all() {
        try (Stream<Path> docs = Files.walk(DOCS);
                Stream<Path> github = Files.walk(ROOT.resolve(".github"))) {
            return Stream.of(Stream.of(README), docs, github)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever reads it meanwhile finds the old text or the new, and never a part of one. */
    static void write(Path document, String text) throws IOException {
        Path written =
                Files.writeString(Path.of("target", document.getFileName().toString()), text);
        Files.move(written, document, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The fenced blocks of a language, in their order, those in lists included. */
    static List<String> blocks(Path document, String language) {
        return Pattern.compile("^ *```" + language + "\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text(document))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
