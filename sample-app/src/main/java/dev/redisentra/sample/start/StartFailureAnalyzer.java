package dev.redisentra.sample.start;

import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.sample.redis.RedisUnreachableException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Turns a start that failed into what is wrong and what mends it, in place of a stack trace. */
final class StartFailureAnalyzer implements FailureAnalyzer {
    private final BeanFactory beans;

    StartFailureAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingsException invalid) {
                return new FailureAnalysis(
                        invalid.getMessage(), "Set them as environment variables; the README lists them all.", invalid);
            }
            if (cause instanceof RedisUnreachableException unreachable) {
                Diagnosis diagnosis = Diagnosis.of(unreachable, beans.getBean(RedisSettings.class), null);
                return new FailureAnalysis(diagnosis.what(), diagnosis.mending(), unreachable);
            }
        }
        return null;
    }
}
