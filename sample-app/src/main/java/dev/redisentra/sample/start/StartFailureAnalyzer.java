package dev.redisentra.sample.start;

import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.sample.redis.RedisUnreachableException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Turns a start that failed into what is wrong and what fixes it, in place of a stack trace. */
final class StartFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingsException invalid) {
                return new FailureAnalysis(
                        invalid.getMessage(), "Set them as environment variables; the README lists them all.", invalid);
            }
            if (cause instanceof RedisUnreachableException unreachable) {
                return new FailureAnalysis(
                        unreachable.diagnosis().what(), unreachable.diagnosis().remedy(), unreachable);
            }
        }
        return null;
    }
}
