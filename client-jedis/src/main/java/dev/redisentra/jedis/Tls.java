package dev.redisentra.jedis;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.spi.tls.PrivateCa;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * TLS as a client configuration has it, and with host names verified: anything else is refused.
 *
 * @param sockets what makes its sockets
 * @param parameters for each of them. Jedis verifies no host name before 7.5 where it is given none
 */
record Tls(Sockets sockets, SSLParameters parameters) {
    private static final String VERIFIED = "HTTPS";

    /** {@link SslOptions} came with Jedis 6.0. */
    private static final boolean HAS_OPTIONS = Arrays.stream(JedisClientConfig.class.getMethods())
            .anyMatch(method -> method.getName().equals("getSslOptions"));

    @FunctionalInterface
    interface Sockets {
        /** For one connection. */
        SSLSocketFactory factory() throws IOException;
    }

    /**
     * What a configuration asks for.
     *
     * @throws IllegalArgumentException if a token must not be sent by it
     */
    static Tls of(JedisClientConfig config) {
        if (HAS_OPTIONS && config.getSslOptions() != null) {
            return of(config.getSslOptions());
        }
        return ofFactory(config);
    }

    private static Tls of(SslOptions options) {
        if (options.getSslVerifyMode() != SslVerifyMode.FULL) {
            throw unverified();
        }
        SSLParameters parameters = options.getSslParameters();
        parameters.setEndpointIdentificationAlgorithm(VERIFIED); // as the options themselves do, once they are used
        return new Tls(() -> factory(options), parameters);
    }

    /** For each connection, as Jedis does: a key that has been replaced is noticed then. */
    private static SSLSocketFactory factory(SslOptions options) throws IOException {
        try {
            return options.createSslContext().getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("sslOptions: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("deprecation") // where verification can be switched off, too
    private static Tls ofFactory(JedisClientConfig config) {
        SSLParameters parameters = config.getSslParameters();
        if (!config.isSsl()
                || (parameters != null && !VERIFIED.equals(parameters.getEndpointIdentificationAlgorithm()))) {
            throw unverified();
        }
        return new Tls(sockets(config.getSslSocketFactory()), parameters == null ? verifying() : parameters);
    }

    private static Sockets sockets(@Nullable SSLSocketFactory factory) {
        if (factory instanceof SessionSocketFactory ours) { // of a configuration that was dressed before
            return ours.sockets();
        }
        return () -> factory == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : factory;
    }

    private static IllegalArgumentException unverified() {
        return new IllegalArgumentException(
                "sslOptions: a token is only sent over TLS with host-name verification. Use SslOptions with SslVerifyMode.FULL, its default; a private CA goes into its trust store.");
    }

    static SSLParameters verifying() {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm(VERIFIED);
        return parameters;
    }

    /**
     * The JDK's TLS, with the JVM's CAs or the private one of the settings.
     *
     * @throws IllegalArgumentException if the file with the private CA cannot be read
     */
    static SSLSocketFactory factory(RedisSettings settings) {
        return settings.tlsCa().map(Tls::trusting).orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static SSLSocketFactory trusting(Path ca) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, PrivateCa.trustManagers(ca).getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }
}
