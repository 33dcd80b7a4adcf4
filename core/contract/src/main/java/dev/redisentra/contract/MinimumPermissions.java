package dev.redisentra.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.redisentra.testkit.Topology;

/**
 * What a client needs of an access policy, beside the commands that its user sends: a line of the table in {@code
 * docs/permissions.md}, which {@link PermissionsContract} holds.
 *
 * @param standalone as rules of a policy
 * @param cluster the same, with the OSS cluster policy
 * @param goneWithout commands that it asks for as well, in small letters; nothing breaks where they are refused
 */
record MinimumPermissions(List<String> standalone, List<String> cluster, List<String> goneWithout) {
    /** As an adapter's tests see it. */
    private static final Path PAGE = Path.of("..", "docs", "permissions.md");

    private static final Pattern IN_CODE = Pattern.compile("`([^`]+)`");
    /** A cell's end; one within a subcommand's name is escaped. */
    private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

    static MinimumPermissions of(String client) {
        try (var lines = Files.lines(PAGE)) {
            return lines.filter(line -> line.startsWith("| " + client + " |"))
                    .findFirst()
                    .map(MinimumPermissions::parse)
                    .orElseThrow(() -> new IllegalStateException(PAGE + " has no line for " + client));
        } catch (IOException e) {
            throw new UncheckedIOException("what each client needs cannot be read", e);
        }
    }

    private static MinimumPermissions parse(String line) {
        String[] cells = BAR.split(line, -1);
        return new MinimumPermissions(inCode(cells[2]), inCode(cells[3]), inCode(cells[4]));
    }

    private static List<String> inCode(String cell) {
        return IN_CODE.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1).replace("\\|", "|"))
                .toList();
    }

    List<String> in(Topology topology) {
        return topology == Topology.CLUSTER ? cluster : standalone;
    }
}
