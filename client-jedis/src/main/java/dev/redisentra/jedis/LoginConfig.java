package dev.redisentra.jedis;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.core.spi.version.ClientVersions;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisClientConfig;

/**
 * A client configuration whose logins come from a source, and whose sockets carry the session: the adopter's in all else,
 * what a later Jedis adds to it included.
 */
final class LoginConfig implements InvocationHandler {
    private static final String CLIENT = "jedis";

    /** For who waits for an answer without end. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Jedis's own support for tokens came with 6.0. */
    private static final boolean HAS_AUTHX = Arrays.stream(JedisClientConfig.class.getMethods())
            .anyMatch(method -> method.getName().equals("getAuthXManager"));

    private static final ClientVersions VERSIONS = ClientVersions.of(JedisClients.class, JedisClientConfig.class);

    private final JedisClientConfig adopters;
    private final LoginCredentials login;
    private final Tls tls;
    private final SessionSocketFactory sockets;

    private LoginConfig(JedisClientConfig adopters, Tls tls, Sessions sessions, LongSupplier nanoTime) {
        this.adopters = adopters;
        this.tls = tls;
        login = new LoginCredentials(sessions);
        sockets = new SessionSocketFactory(tls.sockets(), verified(adopters), sessions, nanoTime);
    }

    /**
     * Dresses an adopter's configuration.
     *
     * @param nanoTime a clock that does not jump
     * @throws IllegalArgumentException if tokens must not be sent by it
     * @throws IllegalStateException if Jedis is older than 5.2
     */
    static JedisClientConfig dress(
            JedisClientConfig adopters, CredentialSource source, InstantSource clock, LongSupplier nanoTime) {
        VERSIONS.check();
        if (HAS_AUTHX && adopters.getAuthXManager() != null) {
            throw new IllegalArgumentException(
                    "authXManager: the credential source renews the login, and two would get in each other's way. Leave it out.");
        }
        Tls tls = Tls.of(adopters);
        int timeout = adopters.getSocketTimeoutMillis();
        Sessions sessions =
                new Sessions(CLIENT, source, clock, nanoTime, timeout == 0 ? PATIENCE : Duration.ofMillis(timeout));
        return (JedisClientConfig) Proxy.newProxyInstance(
                JedisClientConfig.class.getClassLoader(),
                new Class<?>[] {JedisClientConfig.class},
                new LoginConfig(adopters, tls, sessions, nanoTime));
    }

    /** Ours tells what to verify instead of an address; an adopter's own says it all by what it maps to. */
    private static UnaryOperator<String> verified(JedisClientConfig adopters) {
        return adopters.getHostAndPortMapper() instanceof AnnouncedAddresses ours
                ? ours::verified
                : UnaryOperator.identity();
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "getCredentialsProvider" -> login;
            case "getUser" -> login.get().getUser();
            case "getPassword" -> String.valueOf(login.get().getPassword());
            case "isSsl" -> true;
            case "getSslSocketFactory" -> sockets;
            case "getSslParameters" -> tls.parameters();
            case "getSslOptions" -> null; // would come first
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "JedisClientConfig with logins from a credential source";
            default -> adoptersOwn(method, arguments);
        };
    }

    private @Nullable Object adoptersOwn(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(adopters, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
