package dev.redisentra.jedis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;

import dev.redisentra.core.auth.CredentialSource;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.csc.Cache;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/**
 * A pool per cluster node, of connections that are kept on the newest credential. Closed by its client.
 *
 * <p>Which node serves which slot is asked of the superclass; but its pools cannot be given a connection factory, so
 * they stay empty, and the connections come from pools of our own, made when a node is first used.
 */
final class ClusterConnections extends ClusterConnectionProvider {
    private final LoginConfig config;
    private final GenericObjectPoolConfig<Connection> poolConfig;
    private final @Nullable Cache clientSideCache;
    private final Reauthentication reauthentication;
    private final ConcurrentMap<HostAndPort, ConnectionPool> pools = new ConcurrentHashMap<>();
    private volatile boolean closed;

    ClusterConnections(
            Set<HostAndPort> nodes,
            LoginConfig config,
            GenericObjectPoolConfig<Connection> poolConfig,
            @Nullable Duration topologyRefreshPeriod,
            @Nullable Cache clientSideCache,
            CredentialSource source,
            InstantSource clock) {
        // Which empties the cache when it learns of another topology.
        super(nodes, config.client(), clientSideCache, keepingNothing(), topologyRefreshPeriod);
        this.config = config;
        this.poolConfig = poolConfig;
        this.clientSideCache = clientSideCache;
        reauthentication = new Reauthentication(source, clock);
    }

    /** The superclass borrows from its own pools when it has lost all seeds; nothing may stay in them to grow old. */
    private static GenericObjectPoolConfig<Connection> keepingNothing() {
        GenericObjectPoolConfig<Connection> config = new GenericObjectPoolConfig<>();
        config.setMaxIdle(0);
        config.setJmxEnabled(false);
        return config;
    }

    @Override
    public Map<String, ConnectionPool> getNodes() {
        return poolsOf(super.getNodes());
    }

    @Override
    public Map<String, ConnectionPool> getPrimaryNodes() {
        return poolsOf(super.getPrimaryNodes());
    }

    @Override
    public Connection getConnection(@Nullable HostAndPort node) {
        if (node == null) {
            return getConnection();
        }
        cache.setupNodeIfNotExist(node); // a redirection may lead to a node that is not in the topology yet
        return pool(node).getResource();
    }

    @Override
    public Connection getConnection() {
        List<ConnectionPool> primaries = new ArrayList<>(getPrimaryNodes().values());
        Collections.shuffle(primaries);
        JedisException unreachable = new JedisClusterOperationException("No reachable node in cluster.");
        for (ConnectionPool pool : primaries) {
            Connection connection = null;
            try {
                connection = pool.getResource();
                connection.ping();
                return connection;
            } catch (JedisException e) {
                unreachable.addSuppressed(e);
                if (connection != null) {
                    connection.close();
                }
            }
        }
        throw unreachable;
    }

    @Override
    public Connection getConnectionFromSlot(int slot) {
        HostAndPort node = getNode(slot);
        if (node == null) {
            renewSlotCache();
            node = getNode(slot);
        }
        return node == null ? getConnection() : pool(node).getResource();
    }

    @Override
    public Connection getReplicaConnectionFromSlot(int slot) {
        List<ConnectionPool> replicas = cache.getSlotReplicaPools(slot);
        if (replicas == null || replicas.isEmpty()) {
            renewSlotCache();
            replicas = cache.getSlotReplicaPools(slot);
        }
        if (replicas == null || replicas.isEmpty()) {
            return getConnectionFromSlot(slot);
        }
        ConnectionPool chosen = replicas.get(ThreadLocalRandom.current().nextInt(replicas.size()));
        return getConnection(nodeOf(chosen));
    }

    /** The superclass tells the replicas of a slot only by its own, empty pools. */
    private @Nullable HostAndPort nodeOf(ConnectionPool emptyPool) {
        for (Map.Entry<String, ConnectionPool> node : super.getNodes().entrySet()) {
            if (node.getValue() == emptyPool) {
                return HostAndPort.from(node.getKey());
            }
        }
        return null;
    }

    @Override
    public void renewSlotCache() {
        super.renewSlotCache();
        closeDeparted();
    }

    @Override
    public void renewSlotCache(Connection connection) {
        super.renewSlotCache(connection);
        closeDeparted();
    }

    private Map<String, ConnectionPool> poolsOf(Map<String, ConnectionPool> nodes) {
        Map<String, ConnectionPool> ours = new HashMap<>();
        nodes.keySet().forEach(node -> ours.put(node, pool(HostAndPort.from(node))));
        return ours;
    }

    private ConnectionPool pool(HostAndPort node) {
        ConnectionPool pool = pools.get(node);
        return pool == null ? pools.computeIfAbsent(node, this::open) : pool;
    }

    private ConnectionPool open(HostAndPort node) {
        if (closed) {
            throw new JedisException("The client is closed.");
        }
        return new ConnectionPool(
                new AuthenticatingFactory(node, config, clientSideCache, reauthentication), poolConfig);
    }

    private void closeDeparted() {
        Set<String> present = super.getNodes().keySet();
        pools.forEach((node, pool) -> {
            if (!present.contains(node.toString()) && pools.remove(node, pool)) {
                pool.close();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        reauthentication.close();
        super.close();
        pools.values().forEach(ConnectionPool::close);
    }
}
