package dev.redisentra.sample.docs;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The README's first table: what each client keeps while tokens are renewed, with its own support and with ours. Counted
 * from {@code docs/compatibility.tsv}, in RESP3, which is the default.
 */
final class KeptTable {
    private static final Pattern MARKED =
            Pattern.compile("(?<=<!-- what is kept -->\n).*?(?=<!-- /what is kept -->)", Pattern.DOTALL);
    private static final List<String> CLIENTS = List.of("Lettuce", "Jedis", "Redisson");

    /** What readers know of their own code, and the contract's modes that are part of it. */
    private enum Use {
        COMMANDS("commands", "IDLE BUSY FUNCTIONS ASYNC REACTIVE LARGE RENEWED_TWICE"),
        POOLS("pools, and connections that the code keeps", "SURPLUS COMING_AND_GOING HELD AMID_HANDSHAKES"),
        GROUPS("pipelines, transactions, `WATCH`", "PIPELINE TRANSACTIONS TRANSACTION_HELD DISCARDED WATCH"),
        BLOCKS(
                "`BLPOP`, `XREAD` and others that block",
                "BLPOP BLMOVE BZPOPMIN XREAD XREADGROUP BLOCKED_IN_VAIN BLOCKED_AT_FAILOVER"),
        SUBSCRIBERS("subscribers", "CHANNELS PATTERNS SHARDED SUBSCRIBING SUBSCRIBER_CUT"),
        FAULTS(
                "renewals during reconnects, failovers, refusals",
                "AMID_RECONNECTS CUT CUT_ONE_BY_ONE STOPPED NODE_RESTARTED FAILED_OVER SLOT_MOVED NODE_ADDED REFUSED"
                        + " NO_TOKEN SOURCE_CLOSED OTHER_CLOSED");

        private final String title;
        private final String modes;

        Use(String title, String modes) {
            this.title = title;
            this.modes = modes;
        }

        boolean has(String mode) {
            return List.of(modes.split(" ", -1)).contains(mode);
        }
    }

    private record Line(String protocol, String topology, String client, String way, String mode, String verdict) {
        static Line of(String text) {
            String[] fields = text.split("\t", -1);
            return new Line(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
        }

        /** An AUTH too many costs the server something and the caller nothing. */
        boolean isKept() {
            return verdict.equals("KEPT") || verdict.equals("EXCESS_AUTHS");
        }
    }

    private KeptTable() {}

    static String text() {
        return Stream.concat(
                        Stream.of(
                                row(
                                        "while tokens are renewed",
                                        CLIENTS.stream().map(client -> client + "'s own support"),
                                        "**with redis-entra**"),
                                row("---", CLIENTS.stream().map(client -> "---"), "---")),
                        Arrays.stream(Use.values())
                                .map(use ->
                                        row(use.title, CLIENTS.stream().map(client -> own(use, client)), ours(use))))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The README's present table. */
    static String shown(String readme) {
        Matcher marked = MARKED.matcher(readme);
        return marked.find() ? marked.group() : "";
    }

    static String put(String readme) {
        return MARKED.matcher(readme).replaceFirst(Matcher.quoteReplacement(text()));
    }

    /** In which use the table counts each mode; a mode that is in none, or in two, would be told wrongly. */
    static Map<String, Long> usesOfEachMode() {
        Map<String, Long> uses = new TreeMap<>();
        lines().map(Line::mode)
                .distinct()
                .forEach(mode -> uses.put(
                        mode,
                        Arrays.stream(Use.values()).filter(use -> use.has(mode)).count()));
        return uses;
    }

    private static String own(Use use, String client) {
        return Stream.of("STANDALONE", "CLUSTER")
                .map(topology -> kept(lines().filter(line -> line.topology.equals(topology)
                        && line.client.equals(client)
                        && line.way.equals("CLIENTS_OWN")
                        && use.has(line.mode))))
                .collect(Collectors.joining(" · "));
    }

    private static String ours(Use use) {
        List<Line> ours = lines().filter(line -> line.way.equals("OURS") && use.has(line.mode))
                .toList();
        return ours.stream().filter(KeptTable::isTried).allMatch(Line::isKept) ? "**all**" : kept(ours.stream());
    }

    private static String kept(Stream<Line> lines) {
        List<Line> tried = lines.filter(KeptTable::isTried).toList();
        return "%d/%d".formatted(tried.stream().filter(Line::isKept).count(), tried.size());
    }

    private static boolean isTried(Line line) {
        return !line.verdict.equals("UNSUPPORTED");
    }

    private static Stream<Line> lines() {
        return Documents.text(Documents.DOCS.resolve("compatibility.tsv"))
                .lines()
                .skip(1)
                .map(Line::of)
                .filter(line -> line.protocol.equals("RESP3"));
    }

    private static String row(String first, Stream<String> cells, String last) {
        return Stream.of(Stream.of(first), cells, Stream.of(last))
                .flatMap(part -> part)
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
