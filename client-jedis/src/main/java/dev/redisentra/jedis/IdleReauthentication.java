package dev.redisentra.jedis;

import java.time.Duration;

import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.EvictionConfig;
import org.apache.commons.pool2.impl.EvictionPolicy;
import redis.clients.jedis.Connection;
import redis.clients.jedis.util.Pool;

/**
 * Re-authenticates an idle connection when its pool tests it, whatever the pool's settings. Which ones have been idle
 * for too long stays the adopter's policy, and is not asked where the adopter has switched eviction off.
 */
final class IdleReauthentication implements EvictionPolicy<Connection> {
    private final Pool<Connection> pool;
    private final EvictionPolicy<Connection> adopters;
    private final Reauthentication reauthentication;

    IdleReauthentication(Pool<Connection> pool, Reauthentication reauthentication) {
        this.pool = pool;
        this.adopters = pool.getEvictionPolicy();
        this.reauthentication = reauthentication;
    }

    @Override
    public boolean evict(EvictionConfig config, PooledObject<Connection> idle, int idleCount) {
        if (evicts() && adopters.evict(config, idle, idleCount)) {
            return true;
        }
        try {
            reauthentication.keepCurrent(idle);
            return false;
        } catch (RuntimeException dead) {
            return true;
        }
    }

    private boolean evicts() {
        return pool.getDurationBetweenEvictionRuns().compareTo(Duration.ZERO) > 0;
    }
}
