package dev.redisentra.testkit;

/**
 * What the Redis side has counted since its start, on all nodes together. Immutable.
 *
 * <p>An AUTH is an AUTH command, or a HELLO with AUTH in it. {@code authsSent} can be greater than {@code authsAccepted +
 * authsRefused}, because some have no outcome: an AUTH that was queued in MULTI and discarded, and one that waits behind a
 * blocking command. The outcomes come from the server's own statistics. The kit does not interpret replies.
 *
 * @param connectionsOpened connections that completed the TLS handshake
 * @param connectionsOpen how many of these are open now
 * @param authsSent AUTHs that reached a node
 * @param authsAccepted AUTHs that the server executed and accepted
 * @param authsRefused AUTHs that the server refused, because of wrong credentials or the state of the connection
 * @param closedAtExpiry connections that the server closed because the token of their last accepted AUTH expired
 */
public record RedisCounters(
        long connectionsOpened,
        long connectionsOpen,
        long authsSent,
        long authsAccepted,
        long authsRefused,
        long closedAtExpiry) {
    /** The difference to an earlier snapshot. {@code connectionsOpen} can be negative. */
    public RedisCounters since(RedisCounters earlier) {
        return new RedisCounters(
                connectionsOpened - earlier.connectionsOpened,
                connectionsOpen - earlier.connectionsOpen,
                authsSent - earlier.authsSent,
                authsAccepted - earlier.authsAccepted,
                authsRefused - earlier.authsRefused,
                closedAtExpiry - earlier.closedAtExpiry);
    }
}
