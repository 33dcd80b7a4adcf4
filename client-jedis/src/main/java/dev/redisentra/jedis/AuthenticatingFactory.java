package dev.redisentra.jedis;

import dev.redisentra.core.auth.RedisCredential;
import org.apache.commons.pool2.PooledObject;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes a pool's connections, which are re-authenticated from their login to their end. */
final class AuthenticatingFactory extends ConnectionFactory {
    /** With the other key, or with a token that came during the handshake, and once more. */
    private static final int ATTEMPTS = 3;

    private final LoginCredentials login;
    private final Reauthentication reauthentication;

    /** @param cache for client-side caching; null for none */
    AuthenticatingFactory(
            HostAndPort node, LoginConfig config, @Nullable Cache cache, Reauthentication reauthentication) {
        super(ConnectionFactory.builder()
                .clientConfig(config.client())
                .connectionBuilder((cache == null
                                ? AuthenticatedConnection.builder(reauthentication)
                                : CachingConnection.builder(reauthentication, cache))
                        .socketFactory(new DefaultJedisSocketFactory(node, config.client()))
                        .clientConfig(config.client())));
        this.login = config.login();
        this.reauthentication = reauthentication;
    }

    @Override
    public PooledObject<Connection> makeObject() throws Exception {
        for (int attempt = 1; ; attempt++) {
            RedisCredential carried = login.current();
            try {
                return connect(carried);
            } catch (JedisAccessControlException refused) {
                if (!reauthentication.findsAnother(carried, refused) || attempt == ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    private PooledObject<Connection> connect(RedisCredential carried) throws Exception {
        PooledObject<Connection> made = super.makeObject();
        AuthenticatedConnection connection = (AuthenticatedConnection) made.getObject();
        connection.loggedIn(carried);
        reauthentication.include(connection);
        return made;
    }

    /** On borrow. The pool throws a dead connection away, and tries the next one. */
    @Override
    public void activateObject(PooledObject<Connection> pooled) throws JedisException {
        if (pooled.getObject().isBroken()) {
            throw new JedisConnectionException("The connection was lost while it lay idle.");
        }
    }

    /** On return. What would give its next owner somebody else's replies is thrown away by the pool. */
    @Override
    public void passivateObject(PooledObject<Connection> pooled) throws JedisException {
        if (!((AuthenticatedConnection) pooled.getObject()).isSound()) {
            throw new JedisException("The connection was given back in the middle of something.");
        }
    }

    @Override
    public void destroyObject(PooledObject<Connection> pooled) throws Exception {
        reauthentication.leave((AuthenticatedConnection) pooled.getObject());
        super.destroyObject(pooled);
    }
}
