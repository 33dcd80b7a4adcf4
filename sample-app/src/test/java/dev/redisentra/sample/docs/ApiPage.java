package dev.redisentra.sample.docs;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;

/**
 * Writes {@code docs/api.md}, the public types with who needs them, and {@code docs/api.txt}, all that can be called of them.
 */
final class ApiPage {
    /** Each published module with its sources. */
    private static final Map<String, String> SOURCES = Map.of(
            "core", "core",
            "netty", "core/netty",
            "testkit", "core/testkit",
            "lettuce", "client-lettuce",
            "jedis", "client-jedis",
            "redisson", "client-redisson");

    /** Who needs the types of a package: the longest name that it begins with says so. */
    private static final List<List<String>> WHO = List.of(
            List.of("dev.redisentra.core.spi", "adapters"),
            List.of("dev.redisentra.core", "applications"),
            List.of("dev.redisentra.netty", "the adapters for Lettuce and Redisson"),
            List.of("dev.redisentra.testkit", "tests"),
            List.of("dev.redisentra.lettuce", "applications on Lettuce"),
            List.of("dev.redisentra.jedis", "applications on Jedis"),
            List.of("dev.redisentra.redisson", "applications on Redisson"));

    /** Which every record and enum has. */
    private static final Set<String> OF_THE_LANGUAGE = Set.of("equals", "hashCode", "toString", "values", "valueOf");

    private ApiPage() {}

    /** The page: types that stand by themselves, each with the first sentence of its Javadoc. */
    static String types() {
        String rows = all().filter(type -> type.getEnclosingClass().isEmpty())
                .map(type -> "| `%s` | %s | %s |"
                        .formatted(type.getName().substring("dev.redisentra.".length()), who(type), words(type)))
                .collect(Collectors.joining("\n"));
        return """
                # Public types

                The build writes this page from the code, with `./mvnw verify -Ddocs.write=true`. A test fails if it is not up
                to date. [api.txt](api.txt) has all that can be called of these types, so that each change of it shows in a
                commit. [Decision 18](decisions/0018-an-api-that-can-grow.md) says what may change, and how. Under
                `dev.redisentra`:

                | type | who needs it | what it is |
                | --- | --- | --- |
                """ + rows + "\n";
    }

    /** Each type, and what it offers. */
    static String members() {
        return all().map(ApiPage::members).collect(Collectors.joining("\n"));
    }

    private static Stream<JavaClass> all() {
        return new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests()).importPackages("dev.redisentra").stream()
                        .filter(type -> SOURCES.containsKey(module(type)))
                        .filter(ApiPage::isSeenFromOutside)
                        .sorted(Comparator.comparing(HasName::getName));
    }

    private static String module(JavaClass type) {
        return type.getName().split("\\.", -1)[2];
    }

    private static boolean isSeenFromOutside(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getSimpleName().equals("package-info")
                && type.getEnclosingClass().map(ApiPage::isSeenFromOutside).orElse(true);
    }

    private static String who(JavaClass type) {
        return WHO.stream()
                .filter(who -> (type.getPackageName() + ".").startsWith(who.get(0) + "."))
                .findFirst()
                .orElseThrow()
                .get(1);
    }

    private static String words(JavaClass type) {
        String source = Documents.text(Documents.ROOT
                .resolve(SOURCES.get(module(type)))
                .resolve("src/main/java")
                .resolve(type.getName().replace('.', '/') + ".java"));
        Matcher javadoc = Pattern.compile("/\\*\\*((?:(?!\\*/).)*?)\\*/\\s+(?:@[^\\n]*\\n\\s*)*public ", Pattern.DOTALL)
                .matcher(source);
        if (!javadoc.find()) {
            throw new IllegalStateException("no words for " + type.getName());
        }
        String text = javadoc.group(1)
                .replaceAll("\\n\\s+\\*", " ")
                .replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
        Matcher sentence = Pattern.compile("^(.*?)[.:](?= |$)").matcher(text);
        return (sentence.find() ? sentence.group(1) : text).replace("|", "\\|") + ".";
    }

    private static String members(JavaClass type) {
        String parents = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                .map(HasName::getName)
                .filter(name -> !name.matches("java\\.lang\\.(Object|Enum|Record)"))
                .sorted()
                .map(name -> " < " + name)
                .collect(Collectors.joining());
        String members = Stream.concat(
                        type.getFields().stream(),
                        Stream.concat(type.getConstructors().stream(), type.getMethods().stream()))
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
                .filter(member -> !OF_THE_LANGUAGE.contains(member.getName()))
                .map(ApiPage::member)
                .sorted()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining());
        return type.getName() + parents + "\n" + members;
    }

    private static String member(JavaMember member) {
        String kind = member.getModifiers().contains(JavaModifier.STATIC)
                ? "static "
                : member.getModifiers().contains(JavaModifier.ABSTRACT) ? "abstract " : "";
        String name = member.getFullName().substring(member.getOwner().getName().length() + 1);
        return kind
                + name
                + (member instanceof JavaMethod method
                        ? " : " + method.getRawReturnType().getName()
                        : "");
    }
}
