package dev.redisentra.comparison.report;

import java.util.Locale;

/** From a start to the first command, and what a service takes with it. */
final class StartSection {
    private final Results results;

    StartSection(Results results) {
        this.results = results;
    }

    String text() {
        StringBuilder page = new StringBuilder("""
                ## Start and size

                From the start of the JVM to the answer of a first SET, TLS and the first token included; warm: again in the same process,
                with a client and a credential of its own. Medians, with the lowest and the highest. Size: all jars of a class path that
                has the client and this way, as Maven resolves it.

                Redis-entra waits for the first token before it connects, so that a start that fails says why; Lettuce and Redisson
                connect meanwhile. A service has something else to do in that time: the [sample](sample.md) starts Tomcat.

                | | cold, ms | warm, ms | jars | MB |
                | --- | ---: | ---: | ---: | ---: |
                """);
        for (Starts.Start start : results.starts()) {
            Spread cold = Spread.of(start.cold());
            Spread warm = Spread.of(start.warm());
            Closure closure =
                    results.closures().getOrDefault(Closures.key(start.client(), start.contender()), new Closure(0, 0));
            page.append("| %s, %s | %s | %s | %s | %s |\n"
                    .formatted(
                            start.client().title(),
                            start.contender().title(),
                            withRange(cold),
                            withRange(warm),
                            closure.jars() == 0 ? "–" : Integer.toString(closure.jars()),
                            closure.jars() == 0 ? "–" : Figures.megabytes(closure.bytes())));
        }
        return page.toString();
    }

    private static String withRange(Spread spread) {
        return spread.isKnown()
                ? String.format(Locale.ROOT, "%,.0f (%,.0f–%,.0f)", spread.median(), spread.low(), spread.high())
                : "–";
    }
}
