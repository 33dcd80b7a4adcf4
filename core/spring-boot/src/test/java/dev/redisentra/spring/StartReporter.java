package dev.redisentra.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** What Boot prints of a start that failed, after all of its analyzers were asked in their order. */
public final class StartReporter implements FailureAnalysisReporter {
    private static @Nullable FailureAnalysis last;

    @Override
    public void report(FailureAnalysis analysis) {
        keep(analysis);
    }

    private static synchronized void keep(FailureAnalysis analysis) {
        last = analysis;
    }

    /** What was reported since this was asked last. */
    static synchronized @Nullable FailureAnalysis take() {
        FailureAnalysis taken = last;
        last = null;
        return taken;
    }
}
