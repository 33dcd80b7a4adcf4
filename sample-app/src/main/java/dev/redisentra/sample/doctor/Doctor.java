package dev.redisentra.sample.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.RenewalPolicy;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.InvalidSettingsException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.diagnosis.Diagnosis;
import dev.redisentra.sample.doctor.Finding.Check;
import dev.redisentra.sample.doctor.Finding.Verdict;
import dev.redisentra.sample.redis.RedisOperations;
import dev.redisentra.sample.redis.RedisUnreachableException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Goes through the checks with the service's own beans, each made when its turn comes. A check that depends on one that
 * failed is skipped.
 */
public final class Doctor {
    private static final String ASKED_FOR = "--doctor";

    /** Longer than a request may take, so that what became of the first one is known, and told. */
    private static final Duration TOKEN_TIMEOUT =
            RenewalPolicy.AZURE.requestDeadline().plusSeconds(1);

    private final ApplicationContext context;
    private final Map<Check, Finding> findings = new EnumMap<>(Check.class);

    private Doctor(ApplicationContext context) {
        this.context = context;
    }

    /** Whether these arguments ask for it. */
    public static boolean isAskedFor(String... arguments) {
        return List.of(arguments).contains(ASKED_FOR);
    }

    /**
     * Checks, and prints what it found.
     *
     * @return the exit code: 0 if all is well, else 1
     */
    public static int run(String... arguments) {
        List<Finding> findings = check(new StandardEnvironment(), arguments);
        boolean json = List.of(arguments).contains("--json");
        System.out.print(json ? Report.json(findings) : Report.text(findings));
        return Report.isHealthy(findings) ? 0 : 1;
    }

    /** Checks with what this environment has, in the order of the checks. */
    static List<Finding> check(ConfigurableEnvironment environment, String... arguments) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class)
                .environment(environment)
                .web(WebApplicationType.NONE)
                .lazyInitialization(true)
                // What it has to say is the report.
                .properties("logging.threshold.console=off")
                .run(arguments)) {
            return new Doctor(context).check();
        }
    }

    private List<Finding> check() {
        RedisSettings settings = configuration();
        if (settings != null) {
            Network network = new Network(settings);
            step(Check.DNS, List.of(Check.CONFIGURATION), settings, network::resolve);
            step(Check.TCP, List.of(Check.DNS), settings, network::connect);
            step(Check.TLS, List.of(Check.TCP), settings, network::handshake);
            step(Check.TOKEN, List.of(Check.CONFIGURATION), settings, this::token);
            step(Check.LOGIN, List.of(Check.TLS, Check.TOKEN), settings, this::login);
            step(Check.SET_AND_GET, List.of(Check.LOGIN), settings, this::setAndGet);
        }
        List<Finding> all = new ArrayList<>();
        for (Check check : Check.values()) {
            all.add(findings.getOrDefault(check, Finding.skipped(check, Check.CONFIGURATION)));
        }
        return all;
    }

    private @Nullable RedisSettings configuration() {
        try {
            RedisSettings settings = context.getBean(RedisSettings.class);
            findings.put(
                    Check.CONFIGURATION,
                    Finding.ok(
                            Check.CONFIGURATION,
                            "%s:%d (%s), %s, %s, login with %s"
                                    .formatted(
                                            settings.host(),
                                            settings.port(),
                                            settings.service().title(),
                                            lowerCase(settings.topology()),
                                            lowerCase(settings.protocol()),
                                            settings.auth())));
            return settings;
        } catch (RuntimeException failure) {
            InvalidSettingsException invalid = cause(failure, InvalidSettingsException.class, () -> {
                throw failure;
            });
            findings.put(
                    Check.CONFIGURATION,
                    Finding.failed(
                            Check.CONFIGURATION,
                            String.join(
                                    "; ",
                                    invalid.faults().stream()
                                            .map(Objects::toString)
                                            .toList()),
                            "Set them as environment variables; the README lists them all."));
            return null;
        }
    }

    /** A check that may throw whatever there is to throw. */
    @FunctionalInterface
    private interface Step {
        String look() throws Exception;
    }

    private void step(Check check, List<Check> needed, RedisSettings settings, Step step) {
        for (Check need : needed) {
            Finding before = findings.get(need);
            if (before == null || before.verdict() != Verdict.OK) {
                findings.put(check, Finding.skipped(check, need));
                return;
            }
        }
        try {
            findings.put(check, Finding.ok(check, step.look()));
        } catch (Exception failure) {
            findings.put(check, Finding.failed(check, diagnose(failure, settings)));
        }
    }

    private Diagnosis diagnose(Exception failure, RedisSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisUnreachableException told) {
                return told.diagnosis();
            }
        }
        Finding token = findings.get(Check.TOKEN);
        String principal = token != null && token.verdict() == Verdict.OK
                ? context.getBean(CredentialSource.class).status().principal()
                : null;
        return Diagnosis.of(failure, settings, principal);
    }

    private String token() throws AuthException {
        return TokenTold.of(context.getBean(CredentialSource.class).await(TOKEN_TIMEOUT));
    }

    private String login() {
        RedisOperations redis = context.getBean(RedisOperations.class);
        return "%s is logged in as %s"
                .formatted(
                        redis.client(),
                        context.getBean(CredentialSource.class).current().username());
    }

    private String setAndGet() {
        RedisOperations redis = context.getBean(RedisOperations.class);
        redis.set("health", "ok", Duration.ofSeconds(60));
        return "SET health ok EX 60, then GET health: " + redis.get("health").orElse("(nil)");
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <T extends Throwable> T cause(Throwable failure, Class<T> type, Supplier<T> otherwise) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return otherwise.get();
    }

    /**
     * Settings, source and client, and nothing that serves HTTP. Without auto-configuration, which opens the source at once:
     * a check is to find that it cannot be opened.
     */
    @Configuration(proxyBeanMethods = false)
    @ComponentScan(basePackageClasses = RedisOperations.class)
    static class Beans {
        @Bean
        CredentialSource credentialSource(RedisSettings settings) {
            return CredentialSources.open(settings);
        }
    }
}
