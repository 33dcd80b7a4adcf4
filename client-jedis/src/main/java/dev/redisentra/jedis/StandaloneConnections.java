package dev.redisentra.jedis;

import java.time.InstantSource;

import dev.redisentra.core.auth.CredentialSource;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** One pool of connections that are kept on the newest credential. Closed by its client. */
final class StandaloneConnections extends PooledConnectionProvider {
    private final Reauthentication reauthentication;

    private StandaloneConnections(
            AuthenticatingFactory factory,
            GenericObjectPoolConfig<Connection> pool,
            Reauthentication reauthentication) {
        super(factory, pool);
        this.reauthentication = reauthentication;
    }

    static StandaloneConnections open(
            HostAndPort address,
            LoginConfig config,
            GenericObjectPoolConfig<Connection> pool,
            @Nullable Cache cache,
            CredentialSource source,
            InstantSource clock) {
        Reauthentication reauthentication = new Reauthentication(source, clock);
        try {
            AuthenticatingFactory factory = new AuthenticatingFactory(address, config, cache, reauthentication);
            return new StandaloneConnections(factory, pool, reauthentication);
        } catch (RuntimeException e) {
            reauthentication.close();
            throw e;
        }
    }

    @Override
    public void close() {
        reauthentication.close();
        super.close();
    }
}
