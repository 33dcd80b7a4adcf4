package dev.redisentra.core.diagnosis;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

import dev.redisentra.core.config.Setting;
import dev.redisentra.core.diagnosis.Diagnosis.Problem;

/**
 * The failures that are known, each with what it shows itself by and what is said of it. The first that fits counts: what a
 * server answered stands before the types of exceptions, and types stand before words, which may be those of a key or of
 * somebody else.
 */
@SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing; their types just do not say so
enum KnownFailure {
    HELLO_UNKNOWN(
            Problem.PROTOCOL,
            at -> at.symptoms().replied("NOPROTO", "Syntax error in HELLO")
                    || at.symptoms().replied(Words.NO_HELLO)
                    || at.symptoms().hasNamed("JedisProtocolNotSupportedException"),
            at -> "%s does not take HELLO, with which RESP3 begins.".formatted(at.host()),
            at -> "Set %s=resp2.".formatted(Case.name(Setting.PROTOCOL))),
    LOGIN_REFUSED(
            Problem.LOGIN,
            at -> at.symptoms().replied("WRONGPASS", "invalid username-password pair", "invalid password"),
            at -> "%s refused the login of %s (WRONGPASS).".formatted(at.host(), at.user()),
            Remedies::ofLogin),
    COMMAND_REFUSED(
            Problem.NOT_PERMITTED,
            at -> at.symptoms().replied("NOPERM"),
            at -> "The access policy of %s does not allow %s: %s."
                    .formatted(
                            at.who(),
                            at.symptoms()
                                    .refusedCommand()
                                    .map("the command "::concat)
                                    .orElse("this"),
                            at.symptoms().quote("NOPERM")),
            Remedies::ofPermission),
    NOT_LOGGED_IN(
            Problem.NOT_LOGGED_IN,
            at -> at.symptoms().replied("NOAUTH"),
            at -> "A connection to %s sent a command before it had logged in (NOAUTH).".formatted(at.host()),
            at -> "Make the client with this project's adapter: it logs every connection in."),
    TOO_MANY_CLIENTS(
            Problem.TOO_MANY_CLIENTS,
            at -> at.symptoms().replied("max number of clients"),
            at -> "%s has as many connections as it allows.".formatted(at.host()),
            Remedies::ofConnections),
    NO_CLUSTER(
            Problem.TOPOLOGY,
            at -> at.isCluster() && at.symptoms().replied("This instance has cluster support disabled"),
            at -> "%s is not a cluster.".formatted(at.host()),
            at -> "Set %s=standalone.".formatted(Case.name(Setting.TOPOLOGY))),
    A_CLUSTER(
            Problem.TOPOLOGY,
            at -> !at.isCluster() && Words.isRedirected(at.symptoms()),
            at -> "%s is a cluster.".formatted(at.host()),
            at -> "Set %s=cluster.".formatted(Case.name(Setting.TOPOLOGY))),
    SLOTS_MOVE(
            Problem.NOT_READY,
            at -> Words.isRedirected(at.symptoms()) || at.symptoms().replied("TRYAGAIN"),
            at -> "The nodes of %s send the client from one to the other: its slots are being moved."
                    .formatted(at.host()),
            at ->
                    "Wait until scaling or the failover is over, and try again; the client learns the new layout by itself."),
    CLUSTER_DOWN(
            Problem.NOT_READY,
            at -> at.symptoms().replied("CLUSTERDOWN"),
            at -> "The cluster at %s does not serve all of its slots (CLUSTERDOWN).".formatted(at.host()),
            at -> Words.WAIT),
    LOADING(
            Problem.NOT_READY,
            at -> at.symptoms().replied("LOADING"),
            at -> "%s has just started and is still reading its data (LOADING).".formatted(at.host()),
            at -> Words.WAIT),
    PRIMARY_DOWN(
            Problem.NOT_READY,
            at -> at.symptoms().replied("MASTERDOWN"),
            at -> "A replica of %s has lost its primary (MASTERDOWN).".formatted(at.host()),
            at -> Words.WAIT),
    READ_ONLY(
            Problem.READ_ONLY,
            at -> at.symptoms().replied("READONLY"),
            at -> "The node that was asked at %s is a replica, and takes no writes (READONLY).".formatted(at.host()),
            at ->
                    "After a failover this passes when the client connects again. If it lasts, set %s to the cache's own name."
                            .formatted(Case.name(Setting.HOST))),
    UNKNOWN_HOST(
            Problem.DNS,
            at -> at.symptoms().has(UnknownHostException.class) || at.symptoms().has(UnresolvedAddressException.class),
            at -> "The host %s does not resolve.".formatted(at.host()),
            at -> "Check %s; with a private endpoint, check that its DNS zone is linked to this network."
                    .formatted(Case.name(Setting.HOST))),
    OTHER_NAME(
            Problem.TLS_NAME,
            at -> Words.tlsSays(at, "No subject alternative", "No name matching"),
            at -> "The certificate of %s is for another name.".formatted(at.place()),
            at -> "Set %s to the name in the certificate; verification cannot be switched off."
                    .formatted(Case.name(Setting.HOST))),
    EXPIRED_CERTIFICATE(
            Problem.TLS_EXPIRED,
            at -> at.symptoms().has(CertificateExpiredException.class)
                    || at.symptoms().has(CertificateNotYetValidException.class),
            at -> "The certificate of %s has expired, or is not valid yet.".formatted(at.place()),
            at ->
                    "Compare this machine's clock with the right time. If it is right, renew the certificate, or see what answers"
                            + " in the cache's place."),
    UNTRUSTED(
            Problem.TLS_TRUST,
            at -> Words.tlsSays(at, "PKIX path", "unable to find valid certification path", "trustAnchors"),
            at -> "The certificate of %s comes from an issuer that is not trusted.".formatted(at.place()),
            at -> "Set %s to a PEM file with the issuer's CA, where it is a private one; an Azure cache needs none."
                    .formatted(Case.name(Setting.TLS_CA))),
    NO_TLS(
            Problem.NOT_TLS,
            at -> at.symptoms().hasNamed("NotSslRecordException")
                    || at.symptoms().has(SSLException.class, "Unsupported or unrecognized SSL message"),
            at -> "What listens on %s does not speak TLS.".formatted(at.place()),
            at -> "Set %s to the TLS port, %d for %s."
                    .formatted(
                            Case.name(Setting.PORT),
                            at.settings().service().tlsPort(),
                            at.settings().service().title())),
    HANDSHAKE_REFUSED(
            Problem.TLS_REFUSED,
            at -> at.symptoms().has(SSLException.class, "Received fatal alert", "No appropriate protocol"),
            at -> "%s ended the TLS handshake: the two sides share no version of TLS, or no cipher."
                    .formatted(at.place()),
            at ->
                    "Allow TLS 1.2 and 1.3 with the JVM's own ciphers (jdk.tls.disabledAlgorithms, jdk.tls.client.protocols), and"
                            + " check that nothing answers in the cache's place."),
    NO_ROUTE(
            Problem.UNREACHABLE,
            at -> at.symptoms().has(NoRouteToHostException.class)
                    || at.symptoms().has(SocketException.class, "unreachable", "No route to host"),
            at -> "There is no route to %s.".formatted(at.place()),
            at ->
                    "Check the network's routes and rules, and with a private endpoint that this network is connected to its own."),
    CONNECT_TIMEOUT(
            Problem.TIMEOUT,
            at -> at.symptoms().hasNamed("ConnectTimeoutException", "SslHandshakeTimeoutException")
                    || at.symptoms().has(ConnectException.class, "timed out"),
            Words::late,
            Words::whenLate),
    NOBODY_LISTENS(
            Problem.REFUSED,
            at -> at.symptoms().has(ConnectException.class) || at.symptoms().begins("Connection refused"),
            at -> "Nothing listens on %s.".formatted(at.place()),
            at -> "Check %s and %s, and that the cache is running; %s."
                    .formatted(Case.name(Setting.HOST), Case.name(Setting.PORT), at.listens())),
    NO_REDIS(
            Problem.NOT_REDIS,
            // How Lettuce, Jedis and Redisson complain of an answer that is none.
            at -> at.symptoms().begins("Invalid first byte:", "Unknown reply:", "Can't decode replay"),
            at -> "What listens on %s speaks TLS, but answers with something else than Redis.".formatted(at.place()),
            at -> "Check %s and %s: %s.".formatted(Case.name(Setting.HOST), Case.name(Setting.PORT), at.listens())),
    NO_ANSWER(
            Problem.TIMEOUT,
            at -> at.symptoms().has(TimeoutException.class)
                    || at.symptoms().has(SocketTimeoutException.class)
                    || at.symptoms()
                            .hasNamed(
                                    "RedisCommandTimeoutException",
                                    "RedisTimeoutException",
                                    "RedisResponseTimeoutException"),
            Words::late,
            Words::whenLate),
    CLOSED(
            Problem.CONNECTION_CLOSED,
            at -> at.symptoms().has(EOFException.class)
                    || at.symptoms().has(ClosedChannelException.class)
                    || at.symptoms().has(SocketException.class)
                    || at.symptoms()
                            .begins(
                                    "Connection reset",
                                    "Broken pipe",
                                    "Connection closed",
                                    "Unexpected end of stream",
                                    "It seems like server has closed"),
            at -> "The connection to %s was closed from the other side.".formatted(at.place()),
            at ->
                    "Once, this passes: the client connects again. If it lasts, check firewalls and proxies on the way, and %s: %s."
                            .formatted(Case.name(Setting.PORT), at.listens())),
    UNKNOWN(
            Problem.OTHER,
            at -> true,
            at -> "%s failed: %s.".formatted(at.place(), at.symptoms().innermost()),
            at -> "This is not one of the known failures; the log has its trace (%s)."
                    .formatted(at.symptoms().outermost().getClass().getSimpleName()));

    private final Problem problem;
    private final Predicate<Case> fits;
    private final Function<Case, String> what;
    private final Function<Case, String> remedy;

    KnownFailure(Problem problem, Predicate<Case> fits, Function<Case, String> what, Function<Case, String> remedy) {
        this.problem = problem;
        this.fits = fits;
        this.what = what;
        this.remedy = remedy;
    }

    static Diagnosis diagnose(Case at) {
        KnownFailure known = of(at);
        return new Diagnosis(known.problem, known.what.apply(at), known.remedy.apply(at));
    }

    static KnownFailure of(Case at) {
        for (KnownFailure known : values()) {
            if (known.fits.test(at)) {
                return known;
            }
        }
        throw new IllegalStateException("the last one fits all");
    }

    /** What several rows share; a constant of an enum cannot be used by the rows of it. */
    private static final class Words {
        static final String WAIT =
                "Wait for some seconds, and try again. If it lasts, look at the cache's health in the portal.";

        /** Unknown, or unknown to this user. */
        static final Pattern NO_HELLO = Pattern.compile(
                "^(?:unknown command [`'\"]?HELLO\\b|NOPERM .* the '?hello\\b|wrong number of arguments for '?hello\\b)",
                Pattern.CASE_INSENSITIVE);

        private Words() {}

        static boolean tlsSays(Case at, String... texts) {
            return at.symptoms().has(SSLException.class, texts)
                    || at.symptoms().has(GeneralSecurityException.class, texts);
        }

        static boolean isRedirected(Symptoms symptoms) {
            return symptoms.replied("MOVED", "ASK")
                    || symptoms.hasNamed("RedisRedirectException", "JedisRedirectionException");
        }

        static String late(Case at) {
            return "%s did not answer in time.".formatted(at.place());
        }

        static String whenLate(Case at) {
            return "Check %s, firewall rules and private endpoints, and the cache's load."
                    .formatted(Case.name(Setting.HOST));
        }
    }
}
