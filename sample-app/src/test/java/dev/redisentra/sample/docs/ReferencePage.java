package dev.redisentra.sample.docs;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.AuthStatus;
import dev.redisentra.core.config.AzureService;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.diagnosis.Diagnosis;

/** Writes {@code docs/reference.md} from the code: its values by reflection, its words from the Javadoc. */
final class ReferencePage {
    private static final Path CORE = Documents.ROOT.resolve("core/src/main/java/dev/redisentra/core");

    /** What the sample knows beside the library's settings. */
    private static final List<String> OF_THE_SAMPLE = List.of(
            "| `REDIS_CLIENT` | the sample's client: lettuce, jedis or redisson | lettuce |",
            "| `PORT` | the sample's HTTP port | 8080 |",
            "| `REDIS_START_TIMEOUT` | how long the sample's start waits for the first credential, such as 8s | 8s |");

    private final StringBuilder page = new StringBuilder();

    private ReferencePage() {}

    static String text() {
        ReferencePage reference = new ReferencePage();
        reference.write();
        return reference.page.toString().strip() + "\n";
    }

    /** A row for each setting, as the README has them, too. */
    static Stream<String> settings() {
        return Arrays.stream(Setting.values())
                .map(setting -> row("`" + setting.variable() + "`", setting.meaning(), setting.defaultText()));
    }

    private void write() {
        lines(
                "# Reference",
                "",
                "The build writes this page from the code, with `./mvnw verify -Ddocs.write=true`. A test fails if it is not"
                        + " up to date. The meters have [a page of their own](reference-metrics.md).",
                "");
        table(
                "Settings",
                "",
                List.of("variable", "meaning", "default"),
                Stream.concat(settings(), OF_THE_SAMPLE.stream()));
        lines(
                "In the sample each is also a property: `REDIS_TLS_CA` is `redis.tls-ca`, `AZURE_CLIENT_ID` is"
                        + " `azure.client-id`. A blank value counts as not set, and space around a value is ignored, in"
                        + " `RedisSettings.builder()`, too. A host name may end in a dot. In a file with a key, a byte order mark"
                        + " and quotes around the key are ignored. A message shows a refused value up to the first character"
                        + " that cannot belong there, and nothing that looks like a key or a token.",
                "");
        table(
                "Services",
                "The host name's suffix tells which.",
                List.of("service", "", "TLS port", "host names end in"),
                Arrays.stream(AzureService.values())
                        .map(service -> row(
                                service.title(),
                                words("config/AzureService.java", service),
                                String.valueOf(service.tlsPort()),
                                service.hostSuffixes().stream()
                                        .map(suffix -> "`" + suffix + "`")
                                        .collect(Collectors.joining(", ")))));
        table(
                "Modes",
                "`REDIS_AUTH`, and the mode in use.",
                List.of("mode", ""),
                Arrays.stream(AuthMode.values()).map(mode -> row("`" + mode + "`", words("auth/AuthMode.java", mode))));
        table(
                "Renewal",
                "`RenewalPolicy.AZURE`: when the next token is asked for.",
                List.of("number", "value", ""),
                numbers(RenewalPolicy.class, "RenewalPolicy.java"));
        table(
                "States of a source",
                "`AuthStatus.state()`, in `/api/auth` as `state`.",
                List.of("state", ""),
                Arrays.stream(AuthStatus.State.values())
                        .map(state -> row("`" + state + "`", words("auth/AuthStatus.java", state))));
        table(
                "Counters",
                "`AuthStatus.counters()`, in `/api/auth` as `counters`.",
                List.of("counter", ""),
                numbers(AuthStatus.Counters.class, "auth/AuthStatus.java"));
        table(
                "Failures to get a credential",
                "`AuthException.kind()`.",
                List.of("kind", "", "may pass by itself"),
                Arrays.stream(AuthException.Kind.values())
                        .map(kind -> row(
                                "`" + kind + "`",
                                words("auth/AuthException.java", kind),
                                new AuthException(kind, "", "", null).mayPass() ? "yes" : "no")));
        table(
                "Diagnoses",
                "`Diagnosis.problem()`, in the sample's answers as `problem`.",
                List.of("problem", ""),
                Arrays.stream(Diagnosis.Problem.values())
                        .map(problem -> row("`" + problem + "`", words("diagnosis/Diagnosis.java", problem))));
    }

    private void table(String title, String words, List<String> columns, Stream<String> rows) {
        lines("## " + title, "");
        if (!words.isEmpty()) {
            lines(words, "");
        }
        lines(
                row(columns.toArray(new String[0])),
                row(columns.stream().map(column -> "---").toArray(String[]::new)));
        rows.forEach(this::lines);
        lines("");
    }

    private void lines(String... lines) {
        for (String line : lines) {
            page.append(line).append('\n');
        }
    }

    private static String row(String... cells) {
        return ("| " + String.join(" | ", cells) + " |").replace("|  |", "| |");
    }

    /** The Javadoc of a constant. */
    private static String words(String file, Enum<?> constant) {
        Pattern javadoc = Pattern.compile("/\\*\\* ([^/]*?) \\*/\\s+" + constant.name() + "\\b");
        return plain(javadoc.matcher(Documents.text(CORE.resolve(file)))
                .results()
                .findFirst()
                .map(found -> found.group(1))
                .orElseThrow(() -> new IllegalStateException("no words for " + constant)));
    }

    /** A row for each number that a type answers, in their order: its name, its value in the policy for Azure, its Javadoc. */
    private static Stream<String> numbers(Class<?> type, String file) {
        String source = Documents.text(CORE.resolve(file));
        return Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*?)\\*/\\s+(?:default )?(?:Duration|double|long) (\\w+)\\(\\)",
                        Pattern.DOTALL)
                .matcher(source)
                .results()
                .map(method -> {
                    String name = method.group(2);
                    String words = plain(
                            method.group(1).replaceAll("\\n\\s+\\* *", " ").strip());
                    return type == RenewalPolicy.class
                            ? row("`" + name + "`", value(accessor(type, name), RenewalPolicy.AZURE), words)
                            : row("`" + name + "`", words);
                });
    }

    private static Method accessor(Class<?> type, String name) {
        try {
            return type.getMethod(name);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(Method accessor, Object owner) {
        try {
            Object value = accessor.invoke(owner);
            return value instanceof Duration duration ? duration.toSeconds() + " s" : String.valueOf(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`").replace("|", "\\|");
    }
}
