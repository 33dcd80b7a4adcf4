package dev.redisentra.comparison.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.redisentra.comparison.work.ClientKind;

/** The page, and the plots it shows. */
final class Page {
    private final Results results;
    private final Map<String, String> versions;

    /** @param versions of the clients, by {@link Versions} */
    Page(Results results, Map<String, String> versions) {
        this.results = results;
        this.versions = versions;
    }

    String text() {
        Summary summary = new Summary(results);
        ClientSection client = new ClientSection(results, summary);
        String clients = Arrays.stream(ClientKind.values()).map(client::text).collect(Collectors.joining("\n"));
        String profile = new ProfileSection(results, summary).text();
        String connections = new ConnectionsSection(results, summary).text();
        return """
                # Comparison

                What keyless costs, for each client: redis-entra beside what the client itself offers for tokens, and beside a static
                password that is never renewed, which is the limit. Written by

                ```sh
                %s
                ```

                in %d minutes, on JDK %s with %d processors, which the contenders share with Redis and its TLS. The raw figures are in
                [comparison.json](comparison.json).

                %s
                %s
                %s
                %s
                %s
                %s
                %s
                %s
                """.formatted(
                        command(),
                        results.minutes(),
                        results.jdk(),
                        results.processors(),
                        summary.text(), // last, of what the others have said
                        new OverallSection(results).text(),
                        clients,
                        profile,
                        connections,
                        new StartSection(results).text(),
                        FleetSection.page(),
                        new MethodSection(Plan.named(results.extent()), versions).text())
                .replaceAll("\n{3,}", "\n\n")
                .replaceAll("\\s+$", "\n");
    }

    private String command() {
        return "./mvnw -Pcomparison verify"
                + (results.extent().equals("core") ? "" : " -Dcomparison.extent=" + results.extent());
    }

    Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>(new Plots(results).byFile());
        plots.putAll(FleetSection.plots());
        return plots;
    }
}
