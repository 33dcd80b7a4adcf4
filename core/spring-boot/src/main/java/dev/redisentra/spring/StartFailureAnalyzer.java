package dev.redisentra.spring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Redaction;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.core.spi.version.UnsupportedClientException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Turns a start that failed because of Redis into what is wrong and what fixes it, in place of a stack trace. Before Boot's own
 * analyzers, of which one explains any missing method.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class StartFailureAnalyzer implements FailureAnalyzer {
    private static final List<String> ADAPTERS = List.of(
            "dev.redisentra.lettuce.", "dev.redisentra.jedis.", "dev.redisentra.redisson.", "dev.redisentra.netty.");

    private static final String CLIENT_VERSION =
            "Use one of the versions in docs/compatibility.md: set lettuce.version, jedis.version or that of Redisson.";

    private final @Nullable BeanFactory beans;
    private final Environment environment;

    StartFailureAnalyzer(@Nullable BeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        if (!Activation.of(environment).on() && NamedCaches.names(environment).isEmpty()) {
            return null; // whose settings these are, says what is wrong with them
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            FailureAnalysis analysis = analyzeOne(cause);
            if (analysis != null) {
                return analysis;
            }
        }
        return diagnose(failure);
    }

    private @Nullable FailureAnalysis analyzeOne(Throwable cause) {
        if (cause instanceof InvalidSettingsException invalid) {
            return new FailureAnalysis(
                    invalid.getMessage(), "Set these properties, or %s=false.".formatted(Activation.ENABLED), invalid);
        }
        if (cause instanceof AuthException auth) {
            return new FailureAnalysis(inProperties(auth.problem()), inProperties(auth.remedy()), auth);
        }
        if (cause instanceof MissingAdapterException missing) {
            return new FailureAnalysis(String.valueOf(missing.getMessage()), missing.remedy(), missing);
        }
        if (cause instanceof UnsupportedClientException old) {
            return new FailureAnalysis(String.valueOf(old.getMessage()), CLIENT_VERSION, old);
        }
        if (cause instanceof LinkageError wrong && comesFromAnAdapter(wrong)) {
            return new FailureAnalysis(
                    "The Redis client on the class path is of a version that the adapter does not know: %s"
                            .formatted(Redaction.of(String.valueOf(wrong.getMessage()))),
                    CLIENT_VERSION,
                    wrong);
        }
        if (cause instanceof IllegalArgumentException refused && comesFromAnAdapter(refused)) {
            return new FailureAnalysis(
                    Redaction.of(String.valueOf(refused.getMessage())),
                    "A token goes only over TLS to a server whose name is verified: see %sssl.*."
                            .formatted(BootAddress.PREFIX),
                    refused);
        }
        return null;
    }

    private static boolean comesFromAnAdapter(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .limit(20)
                .anyMatch(frame -> ADAPTERS.stream().anyMatch(frame.getClassName()::startsWith));
    }

    /** What Redis or the network said, where it is known what that means, and where it was a client of Redis that failed. */
    private @Nullable FailureAnalysis diagnose(Throwable failure) {
        if (!Activation.of(environment).on() || !comesFromAClient(failure)) {
            return null;
        }
        try {
            Diagnosis diagnosis = Diagnosis.of(failure, RedisEntraSettings.read(environment), principal());
            return diagnosis.problem() == Diagnosis.Problem.OTHER
                    ? null
                    : new FailureAnalysis(inProperties(diagnosis.what()), inProperties(diagnosis.remedy()), failure);
        } catch (InvalidSettingsException e) {
            return null; // Redis is not where these say
        }
    }

    /** Of a source that is still there: nothing is made for the sake of a failure. */
    private @Nullable String principal() {
        return beans instanceof SingletonBeanRegistry made
                        && made.getSingleton(NamedCaches.OUR_SOURCE) instanceof CredentialSource source
                ? source.status().principal()
                : null;
    }

    private static boolean comesFromAClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String type = cause.getClass().getName();
            if (type.startsWith("io.lettuce.")
                    || type.startsWith("redis.clients.")
                    || type.startsWith("org.redisson.")
                    || type.startsWith("org.springframework.data.redis.")) {
                return true;
            }
        }
        return false;
    }

    /** The texts of core name the variables of our settings; here they are properties, but for azure-identity's own. */
    private String inProperties(String text) {
        // The one that is not of the same kind.
        String named = text.replace(Setting.TLS_CA.variable() + " to a PEM file", BootAddress.BUNDLE + " to a bundle");
        for (Setting setting : Arrays.stream(Setting.values())
                .filter(each -> each != Setting.CLIENT_ID)
                .sorted(Comparator.comparingInt(
                                (Setting each) -> each.variable().length())
                        .reversed())
                .toList()) {
            named = named.replace(setting.variable(), RedisEntraSettings.propertyOf(environment, setting));
        }
        return named;
    }
}
