package dev.redisentra.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.testkit.Service;
import dev.redisentra.testkit.Topology;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * What is known of each client in each mode: {@code docs/compatibility.tsv}, a line for each, and {@code
 * docs/compatibility.md}, the same as tables. A run compares its verdicts with them; with {@code
 * -Dredisentra.compatibility.write=true} it writes them instead, and in the long form their figures, too.
 */
final class Compatibility {
    private static final boolean WRITE = Boolean.getBoolean("redisentra.compatibility.write");
    private static final boolean LONG = Boolean.getBoolean("redisentra.contract.long");

    /** To go on where a run was cut short, or a mode is new. */
    private static final boolean MISSING = Boolean.getBoolean("redisentra.compatibility.missing");

    /** Every mode in every setting: in the long form, in the wide lane, and where the page is to be completed. */
    private static final boolean EVERYWHERE = LONG || MISSING || Boolean.getBoolean("redisentra.contract.everywhere");

    /** As an adapter's tests see them. */
    private static final Path DATA = Path.of("..", "docs", "compatibility.tsv");

    private static final Path PAGE = Path.of("..", "docs", "compatibility.md");

    /** Set where it is another version of the client than the page is about; see {@link VersionTable}. */
    private static final @Nullable String VERSION = System.getProperty("redisentra.contract.version");

    private static final boolean WRITE_VERSIONS = Boolean.getBoolean("redisentra.versions.write");

    private static final Path VERSIONS = Path.of("..", "docs", "versions.tsv");

    static final boolean WRITES_SERVICES = Boolean.getBoolean("redisentra.services.write");

    private static final Path SERVICES = Path.of("..", "docs", "services.tsv");

    /** One client in one setting. */
    record Column(Protocol protocol, Topology topology, String client, Way way) {}

    private Compatibility() {}

    /** The client that a test is about: its package ends in its name. */
    static String clientOf(Class<?> test) {
        String name = test.getPackageName();
        name = name.substring(name.lastIndexOf('.') + 1);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** What is to be tried; with {@code -Dredisentra.compatibility.missing=true} what is not known yet. */
    static synchronized Stream<Mode> modes(Column column) {
        Verdicts known = MISSING ? Verdicts.read(DATA) : new Verdicts();
        Stream<Mode> modes =
                EVERYWHERE ? Mode.in(column.topology()) : Mode.briefly(column.topology(), column.protocol());
        return modes.filter(mode -> known.get(column, mode).isEmpty());
    }

    /** Compares one column's verdicts with the page's. */
    static synchronized void confirm(Column column, Map<Mode, Verdict> found) {
        if (VERSION != null) {
            recordVersion(VERSION, column, found);
            return;
        }
        Verdicts known = Verdicts.read(DATA);
        List<String> differences = new ArrayList<>();
        found.forEach((mode, verdict) -> {
            boolean differs = known.differs(column, mode, verdict);
            if (WRITE && (LONG || differs)) {
                record(column, mode, LONG ? verdict : verdict.uncounted());
            } else if (differs) {
                String before = known.get(column, mode).map(Verdict::toString).orElse("");
                differences.add("%s: the page says '%s', this run '%s'".formatted(mode, before, verdict));
            }
        });
        if (WRITE) {
            return;
        }
        differences.addAll(page(known).differences());
        if (!differences.isEmpty()) {
            throw new AssertionFailedError(String.join("\n", differences));
        }
    }

    private static void recordVersion(String version, Column column, Map<Mode, Verdict> found) {
        if (!WRITE_VERSIONS) {
            return;
        }
        long kept =
                found.values().stream().filter(Verdict.Kept.class::isInstance).count();
        long lacking = found.values().stream()
                .filter(Verdict.Unsupported.class::isInstance)
                .count();
        VersionTable table = VersionTable.read(VERSIONS);
        table.put(column, version, kept, modes(column).count() - lacking);
        table.write(VERSIONS);
        page(Verdicts.read(DATA)).write();
    }

    /** Compares what was found on one of the services with the page, or writes it. */
    static synchronized void confirm(Service service, String client, long kept, long tried) {
        ServiceTable table = ServiceTable.read(SERVICES);
        String before = table.get(service, client);
        table.put(service, client, kept, tried);
        if (WRITES_SERVICES) {
            table.write(SERVICES);
            page(Verdicts.read(DATA)).write();
        } else if (!table.get(service, client).equals(before)) {
            throw new AssertionFailedError("%s on %s: the page says '%s', this run '%s'"
                    .formatted(client, service, before, table.get(service, client)));
        }
    }

    private static CompatibilityPage page(Verdicts known) {
        return new CompatibilityPage(PAGE, known, ServiceTable.read(SERVICES), VersionTable.read(VERSIONS));
    }

    /** Writes one verdict. */
    static synchronized void record(Column column, Mode mode, Verdict verdict) {
        Verdicts known = Verdicts.read(DATA);
        known.put(column, mode, verdict);
        known.write(DATA);
        page(known).write();
    }
}
