package dev.redisentra.jedis;

import dev.redisentra.core.auth.RedisCredential;
import org.apache.commons.pool2.PooledObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/** Makes a pool's connections, and has them re-authenticated by their owner on borrow and return. */
final class AuthenticatingFactory extends ConnectionFactory {
    private final LoginCredentials login;
    private final Reauthentication reauthentication;

    AuthenticatingFactory(HostAndPort node, LoginConfig config, Reauthentication reauthentication) {
        super(node, config.client());
        this.login = config.login();
        this.reauthentication = reauthentication;
    }

    @Override
    public PooledObject<Connection> makeObject() throws Exception {
        long heard = reauthentication.heard();
        RedisCredential carried = login.current();
        try {
            return connect(carried, heard);
        } catch (JedisAccessControlException refused) {
            if (reauthentication.findsAnother(carried, heard, refused)) {
                return connect(login.current(), reauthentication.heard());
            }
            throw refused;
        }
    }

    private AuthenticatedConnection connect(RedisCredential carried, long heard) throws Exception {
        return new AuthenticatedConnection(super.makeObject().getObject(), carried, heard);
    }

    /** On borrow. A connection that proves dead is thrown away by the pool, and the next one is tried. */
    @Override
    public void activateObject(PooledObject<Connection> connection) throws JedisException {
        reauthentication.keepCurrent(connection);
    }

    /** On return: the connection may lie idle from now on. */
    @Override
    public void passivateObject(PooledObject<Connection> connection) throws JedisException {
        reauthentication.keepCurrent(connection);
    }
}
