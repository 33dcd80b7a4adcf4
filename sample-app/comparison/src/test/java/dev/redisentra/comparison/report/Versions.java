package dev.redisentra.comparison.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this build builds with, as the root's POM has it: by the name before {@code .version}. */
final class Versions {
    private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.-]+)\\.version>([^<]+)</");

    private Versions() {}

    static Map<String, String> in(Path root) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        Matcher property = PROPERTY.matcher(Files.readString(root.resolve("pom.xml")));
        while (property.find()) {
            versions.put(property.group(1), property.group(2));
        }
        return versions;
    }
}
