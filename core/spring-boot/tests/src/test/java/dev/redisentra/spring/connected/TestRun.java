package dev.redisentra.spring.connected;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;

import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test classes with whatever JUnit is on the class path, and says how many were well. */
final class TestRun {
    private TestRun() {}

    public static void main(String[] names) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        List<ClassSelector> classes =
                Stream.of(names).map(DiscoverySelectors::selectClass).toList();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(classes)
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true, Charset.defaultCharset()), 40);
        System.out.printf(
                "TESTS succeeded=%d failed=%d%n", summary.getTestsSucceededCount(), summary.getTotalFailureCount());
        System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }
}
