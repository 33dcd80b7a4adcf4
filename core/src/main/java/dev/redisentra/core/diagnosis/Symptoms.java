package dev.redisentra.core.diagnosis;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.Topology;
import dev.redisentra.core.diagnosis.Diagnosis.Problem;
import org.jspecify.annotations.Nullable;

/** What a failure shows of its cause: all exceptions in it, and their messages. */
final class Symptoms {
    /** How Lettuce, Jedis and Redisson complain of an answer that is none. */
    private static final String[] NO_REDIS = {"Invalid first byte:", "Unknown reply:", "Can't decode replay"};

    /** The server names the command in quotes. */
    private static final Pattern COMMAND = Pattern.compile("NOPERM .*? (?:run|execute) the '([^']+)' command");

    private final List<Throwable> failures = new ArrayList<>();

    Symptoms(Throwable failure) {
        collect(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private void collect(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return;
        }
        failures.add(failure);
        collect(failure.getCause(), seen);
        for (Throwable suppressed : failure.getSuppressed()) {
            collect(suppressed, seen);
        }
    }

    Diagnosis diagnose(RedisSettings settings, Optional<String> principal) {
        Optional<AuthException> noCredential = find(AuthException.class);
        if (noCredential.isPresent()) {
            return Diagnosis.of(noCredential.get());
        }
        String host = settings.host();
        String place = host + ":" + settings.port();
        if (has(UnknownHostException.class) || has(UnresolvedAddressException.class)) {
            return new Diagnosis(
                    Problem.DNS,
                    "The host %s does not resolve.".formatted(host),
                    "Check %s; with a private endpoint, check that its DNS zone is linked to this network."
                            .formatted(Setting.HOST.variable()));
        }
        if (says("No subject alternative", "No name matching")) {
            return new Diagnosis(
                    Problem.TLS_NAME,
                    "The certificate of %s is for another name.".formatted(place),
                    "Set %s to the name in the certificate; verification cannot be switched off."
                            .formatted(Setting.HOST.variable()));
        }
        if (says("PKIX path", "unable to find valid certification path", "trustAnchors")) {
            return new Diagnosis(
                    Problem.TLS_TRUST,
                    "The certificate of %s comes from an issuer that is not trusted.".formatted(place),
                    "Set %s to a PEM file with the issuer's CA, where it is a private one; an Azure cache needs none."
                            .formatted(Setting.TLS_CA.variable()));
        }
        if (says("not an SSL/TLS record", "Unsupported or unrecognized SSL message")) {
            return new Diagnosis(
                    Problem.NOT_TLS,
                    "What listens on %s does not speak TLS.".formatted(place),
                    "Set %s to the TLS port, %d for %s."
                            .formatted(
                                    Setting.PORT.variable(),
                                    settings.service().tlsPort(),
                                    settings.service().title()));
        }
        if (says(NO_REDIS)) {
            return new Diagnosis(
                    Problem.NOT_REDIS,
                    "What listens on %s speaks TLS, but answers with something else than Redis.".formatted(place),
                    "Check %s and %s: %s listens on %d."
                            .formatted(
                                    Setting.HOST.variable(),
                                    Setting.PORT.variable(),
                                    settings.service().title(),
                                    settings.service().tlsPort()));
        }
        return diagnoseAnswer(settings, principal).orElseGet(() -> diagnoseSilence(settings, place));
    }

    /** From what the server itself said. */
    private Optional<Diagnosis> diagnoseAnswer(RedisSettings settings, Optional<String> principal) {
        String who = principal.orElse("this principal");
        if (says("WRONGPASS")) {
            return Optional.of(new Diagnosis(
                    Problem.LOGIN,
                    "%s refused the login of user %s (WRONGPASS).".formatted(settings.host(), who),
                    Remedies.ofLogin(settings, principal)));
        }
        if (says("NOPERM")) {
            return Optional.of(new Diagnosis(
                    Problem.NOT_PERMITTED,
                    "The access policy of %s does not allow %s: %s."
                            .formatted(
                                    who,
                                    refusedCommand().map("the command "::concat).orElse("this"),
                                    quote("NOPERM")),
                    Remedies.ofPermission(settings)));
        }
        if (says("NOAUTH")) {
            return Optional.of(new Diagnosis(
                    Problem.NOT_LOGGED_IN,
                    "A connection to %s sent a command before it had logged in (NOAUTH).".formatted(settings.host()),
                    "Make the client with this project's adapter: it logs every connection in."));
        }
        if (says("cluster support disabled", "MOVED ")) {
            boolean cluster = settings.topology() == Topology.CLUSTER;
            return Optional.of(new Diagnosis(
                    Problem.TOPOLOGY,
                    "%s %s.".formatted(settings.host(), cluster ? "is not a cluster" : "is a cluster"),
                    "Set %s=%s.".formatted(Setting.TOPOLOGY.variable(), cluster ? "standalone" : "cluster")));
        }
        return Optional.empty();
    }

    private Diagnosis diagnoseSilence(RedisSettings settings, String place) {
        if (has(ConnectException.class) || says("Connection refused")) {
            return new Diagnosis(
                    Problem.REFUSED,
                    "Nothing listens on %s.".formatted(place),
                    "Check %s and %s, and that the cache is running; %s listens with TLS on %d."
                            .formatted(
                                    Setting.HOST.variable(),
                                    Setting.PORT.variable(),
                                    settings.service().title(),
                                    settings.service().tlsPort()));
        }
        if (has(TimeoutException.class) || has(SocketTimeoutException.class) || says("timed out", "timeout")) {
            return new Diagnosis(
                    Problem.TIMEOUT,
                    "%s did not answer in time.".formatted(place),
                    "Check %s, firewall rules and private endpoints, and the cache's load."
                            .formatted(Setting.HOST.variable()));
        }
        Throwable first = failures.get(0);
        return new Diagnosis(
                Problem.OTHER,
                "%s failed: %s.".formatted(place, failures.get(failures.size() - 1)),
                "This is not one of the known failures; the log has its trace (%s)."
                        .formatted(first.getClass().getSimpleName()));
    }

    private <T extends Throwable> Optional<T> find(Class<T> type) {
        return failures.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private boolean has(Class<? extends Throwable> type) {
        return find(type).isPresent();
    }

    private boolean says(String... texts) {
        return failures.stream()
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && Arrays.stream(texts).anyMatch(message::contains));
    }

    private Optional<String> refusedCommand() {
        return failures.stream()
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .map(COMMAND::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1).toUpperCase(Locale.ROOT))
                .findFirst();
    }

    /** The server's own words, from its error code on. */
    private String quote(String code) {
        return failures.stream()
                .map(Throwable::getMessage)
                .filter(message -> message != null && message.contains(code))
                .map(message -> message.substring(message.indexOf(code))
                        .lines()
                        .findFirst()
                        .orElse(code))
                .findFirst()
                .orElse(code);
    }
}
