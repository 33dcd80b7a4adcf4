package dev.redisentra.jedis;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import dev.redisentra.core.auth.RedisCredential;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.authentication.JedisAuthenticationException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection as its pool keeps it, with the credential that it carries. Touched by one thread at a time: its owner
 * while it is borrowed or returned, or the one for which the pool has put it aside for an idle test.
 */
final class AuthenticatedConnection extends DefaultPooledObject<Connection> {
    private final int group = ThreadLocalRandom.current().nextInt(ReauthenticationSchedule.GROUPS) + 1;
    private RedisCredential carried;
    private long settled;
    private long met;
    private Instant due = Instant.MIN;

    /**
     * A connection after its login.
     *
     * @param carried what it logged in with, or the one before that: then one AUTH too many is sent, never one too few
     * @param settled the number of the latest renewal that was known before the login; 0 for none
     */
    AuthenticatedConnection(Connection connection, RedisCredential carried, long settled) {
        super(connection);
        this.carried = carried;
        this.settled = settled;
    }

    /** Whether nothing is to be done for this renewal. The way of nearly every borrow and return: no clock, no lock. */
    boolean hasSettled(Renewal renewal) {
        if (met < renewal.number()) {
            met = renewal.number();
            if (carried.equals(renewal.credential())) {
                settled = met;
            }
            due = ReauthenticationSchedule.first(renewal.at(), carried.expiresAt(), group);
        }
        return settled >= renewal.number();
    }

    /** When AUTH is due for a renewal that is not settled. */
    Instant due() {
        return due;
    }

    /**
     * Sends AUTH now.
     *
     * @throws JedisDataException if the server refuses. The connection is as good as before, and due again later
     * @throws JedisAuthenticationException if the answer is not an answer to AUTH: the connection is of no more use
     */
    void authenticate(Renewal renewal, Instant now) {
        Connection connection = getObject();
        connection.setCredentials(LoginCredentials.forAuth(renewal.credential()));
        String answer;
        try {
            answer = connection.reAuthenticate();
        } catch (JedisDataException refused) {
            due = ReauthenticationSchedule.afterRefusal(now, carried.expiresAt());
            throw refused;
        }
        if (!"OK".equals(answer)) {
            throw new JedisAuthenticationException("AUTH was answered with something else's reply");
        }
        carried = renewal.credential();
        settled = renewal.number();
    }
}
