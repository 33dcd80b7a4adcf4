package dev.redisentra.jedis;

import javax.net.ssl.SSLParameters;

import dev.redisentra.core.auth.CredentialSource;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/**
 * A client configuration whose logins come from a source.
 *
 * @param client the adopter's, but for the login
 * @param login the login in it
 */
record LoginConfig(JedisClientConfig client, LoginCredentials login) {

    /**
     * Dresses an adopter's configuration.
     *
     * @throws IllegalArgumentException if tokens must not be sent by it
     */
    static LoginConfig dress(JedisClientConfig adopters, CredentialSource source) {
        if (adopters.getAuthXManager() != null) {
            throw new IllegalArgumentException(
                    "authXManager: the credential source renews the login, and two would get in each other's way. Leave it out.");
        }
        if (!verifiesServer(adopters)) {
            throw new IllegalArgumentException(
                    "sslOptions: a token is sent over TLS with host-name verification alone. Use SslOptions with SslVerifyMode.FULL, its default; a private CA goes into its trust store.");
        }
        LoginCredentials login = new LoginCredentials(source);
        return new LoginConfig(
                DefaultJedisClientConfig.builder()
                        .from(adopters)
                        .credentialsProvider(login)
                        .build(),
                login);
    }

    // What Jedis has deprecated is also a place where verification can be switched off.
    @SuppressWarnings("deprecation")
    private static boolean verifiesServer(JedisClientConfig config) {
        SslOptions options = config.getSslOptions();
        return options == null
                ? config.isSsl() && verifiesHostName(config.getSslParameters())
                : options.getSslVerifyMode() == SslVerifyMode.FULL;
    }

    /** Jedis verifies where it is given no parameters. */
    private static boolean verifiesHostName(@Nullable SSLParameters parameters) {
        return parameters == null || "HTTPS".equals(parameters.getEndpointIdentificationAlgorithm());
    }
}
