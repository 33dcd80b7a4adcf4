package dev.redisentra.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.redisentra.core.auth.AuthMode;
import dev.redisentra.core.auth.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is and how to log in: validated, immutable, thread-safe, and printed without secrets.
 *
 * <pre>{@code
 * RedisSettings settings = RedisSettings.fromEnvironment();
 * RedisSettings settings = RedisSettings.builder().host("contoso.westeurope.redis.azure.net").build();
 * }</pre>
 *
 * <p>Reading and building apply the same rules, and throw an {@link InvalidSettingsException} that names all faults at
 * once. A text that is blank is absent, and space around it does not count.
 */
public final class RedisSettings {
    /** The scope of both services in Azure's public cloud. */
    public static final String PUBLIC_CLOUD_SCOPE = "https://redis.azure.com/.default";

    private final String host;
    private final int port;
    private final @Nullable String username;
    private final AuthMode auth;
    private final @Nullable Secret accessKey;
    private final @Nullable Secret secondaryAccessKey;
    private final @Nullable Path accessKeyFile;
    private final @Nullable Path secondaryAccessKeyFile;
    private final Topology topology;
    private final @Nullable Protocol protocol;
    private final @Nullable Path tlsCa;
    private final String scope;
    private final @Nullable String clientId;

    private RedisSettings(Builder from, String host) {
        this.host = host;
        port = from.port != null ? from.port : AzureService.of(host).tlsPort();
        username = from.username;
        auth = from.effectiveAuth();
        accessKey = from.accessKey;
        secondaryAccessKey = from.secondaryAccessKey;
        accessKeyFile = from.accessKeyFile;
        secondaryAccessKeyFile = from.secondaryAccessKeyFile;
        topology = from.topology;
        protocol = from.protocol;
        tlsCa = from.tlsCa;
        scope = from.scope;
        clientId = from.clientId;
    }

    /** The settings in this process's environment variables. */
    public static RedisSettings fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /** The settings in these environment variables. */
    public static RedisSettings fromEnvironment(Map<String, String> variables) {
        return from(setting -> variables.get(setting.variable()));
    }

    /** The settings of any source. */
    public static RedisSettings from(SettingSource source) {
        return new SettingsReader(source).read();
    }

    /** A builder that has the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Host name of the cache. */
    public String host() {
        return host;
    }

    /** TLS port. */
    public int port() {
        return port;
    }

    /** The service that the host name belongs to. */
    public AzureService service() {
        return AzureService.of(host);
    }

    /** The Redis user for Entra; empty for the token's {@code oid}. */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    /** How to log in. */
    public AuthMode auth() {
        return auth;
    }

    /** The primary access key. */
    public Optional<Secret> accessKey() {
        return Optional.ofNullable(accessKey);
    }

    /** The secondary access key. */
    public Optional<Secret> secondaryAccessKey() {
        return Optional.ofNullable(secondaryAccessKey);
    }

    /** A file with the primary access key, in place of the key. */
    public Optional<Path> accessKeyFile() {
        return Optional.ofNullable(accessKeyFile);
    }

    /** A file with the secondary access key, in place of the key. */
    public Optional<Path> secondaryAccessKeyFile() {
        return Optional.ofNullable(secondaryAccessKeyFile);
    }

    /** Whether the server is a cluster. */
    public Topology topology() {
        return topology;
    }

    /**
     * For adapters: checks that the settings are for the topology that a client is made for.
     *
     * @throws InvalidSettingsException if they are for the other
     */
    public void requireTopology(Topology wanted) {
        if (topology != wanted) {
            String set = topology.name().toLowerCase(Locale.ROOT);
            throw new InvalidSettingsException(List.of(new SettingFault(
                    Setting.TOPOLOGY.variable(),
                    set,
                    "has to be %s for this client; call %s(..) for the other"
                            .formatted(wanted.name().toLowerCase(Locale.ROOT), set))));
        }
    }

    /** The protocol to speak; RESP3 where that is open. */
    public Protocol protocol() {
        return protocol == null ? Protocol.RESP3 : protocol;
    }

    /** Whether nothing says which protocol to speak. An adapter's ready client then asks the server once. */
    public boolean isProtocolOpen() {
        return protocol == null;
    }

    /** A PEM file with the CA to trust instead of the JVM's. */
    public Optional<Path> tlsCa() {
        return Optional.ofNullable(tlsCa);
    }

    /** The scope to ask tokens for. */
    public String scope() {
        return scope;
    }

    /** Client id of a user-assigned managed identity; empty for the environment's own. */
    public Optional<String> clientId() {
        return Optional.ofNullable(clientId);
    }

    @Override
    public String toString() {
        return "RedisSettings[%s:%d, auth=%s, %s, %s]".formatted(host, port, auth, topology, protocol());
    }

    /** Collects settings; {@link #build()} checks them. Not thread-safe. */
    public static final class Builder {
        @Nullable
        String host;

        @Nullable
        Integer port;

        @Nullable
        String username;

        @Nullable
        AuthMode auth;

        @Nullable
        Secret accessKey;

        @Nullable
        Secret secondaryAccessKey;

        @Nullable
        Path accessKeyFile;

        @Nullable
        Path secondaryAccessKeyFile;

        Topology topology = Topology.STANDALONE;

        @Nullable
        Protocol protocol;

        @Nullable
        Path tlsCa;

        String scope = PUBLIC_CLOUD_SCOPE;

        @Nullable
        String clientId;

        private Builder() {}

        /** Host name of the cache. Required. */
        public Builder host(String value) {
            String name = text("host", value);
            host = name == null ? null : HostName.of(name);
            return this;
        }

        /** TLS port; by default the one of the host name's service. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** The principal's object id; by default the token's {@code oid}. */
        public Builder username(String value) {
            username = text("username", value);
            return this;
        }

        /** How to log in; by default Entra, or with the access key where only that is given. */
        public Builder auth(AuthMode value) {
            auth = Objects.requireNonNull(value, "auth");
            return this;
        }

        /** The primary access key. */
        public Builder accessKey(Secret value) {
            accessKey = Objects.requireNonNull(value, "accessKey");
            return this;
        }

        /** The secondary access key. */
        public Builder secondaryAccessKey(Secret value) {
            secondaryAccessKey = Objects.requireNonNull(value, "secondaryAccessKey");
            return this;
        }

        /** A file with the primary access key, read again while the service runs. */
        public Builder accessKeyFile(Path value) {
            accessKeyFile = Objects.requireNonNull(value, "accessKeyFile");
            return this;
        }

        /** A file with the secondary access key, read again while the service runs. */
        public Builder secondaryAccessKeyFile(Path value) {
            secondaryAccessKeyFile = Objects.requireNonNull(value, "secondaryAccessKeyFile");
            return this;
        }

        /** Whether the server is a cluster; by default standalone. */
        public Builder topology(Topology value) {
            topology = Objects.requireNonNull(value, "topology");
            return this;
        }

        /** The protocol to speak; by default RESP3, or RESP2 where the server takes no other. */
        public Builder protocol(Protocol value) {
            protocol = Objects.requireNonNull(value, "protocol");
            return this;
        }

        /** A PEM file with the CA to trust instead of the JVM's. */
        public Builder tlsCa(Path value) {
            tlsCa = Objects.requireNonNull(value, "tlsCa");
            return this;
        }

        /** The scope to ask tokens for, where it is not the public cloud's. */
        public Builder scope(String value) {
            scope = Objects.requireNonNullElse(text("scope", value), PUBLIC_CLOUD_SCOPE);
            return this;
        }

        /** Client id of a user-assigned managed identity. */
        public Builder clientId(String value) {
            clientId = text("clientId", value);
            return this;
        }

        /**
         * Checks and builds.
         *
         * @throws InvalidSettingsException with all faults
         */
        public RedisSettings build() {
            return build(new SettingRules(Setting::variable));
        }

        RedisSettings build(SettingRules rules) {
            return new RedisSettings(this, rules.check(this));
        }

        /** Blank is absent: that is what an empty variable in a container's settings means. */
        private static @Nullable String text(String name, String value) {
            String text = Objects.requireNonNull(value, name).strip();
            return text.isEmpty() ? null : text;
        }

        /** The recipe's habit is kept: a key that is set without a mode is meant to be used. */
        AuthMode effectiveAuth() {
            if (auth != null) {
                return auth;
            }
            return accessKey != null || accessKeyFile != null ? AuthMode.ACCESS_KEY : AuthMode.ENTRA;
        }
    }
}
