package dev.redisentra.testkit;

/**
 * What the Redis side saw since its start, summed over its nodes. Immutable.
 *
 * <p>An AUTH is an AUTH command, or a HELLO that carries AUTH. {@code authsSent} can exceed {@code authsAccepted +
 * authsRefused}: one that was queued in MULTI and discarded, or that waits behind a blocking command, has no outcome.
 * The outcomes are the server's own statistics, not an interpretation of its replies.
 *
 * @param connectionsOpened connections that completed the TLS handshake
 * @param connectionsOpen those of them that are open now
 * @param authsSent AUTHs that reached a node
 * @param authsAccepted AUTHs that the server executed and accepted
 * @param authsRefused AUTHs that the server refused: wrong credentials, or not allowed in the connection's state
 * @param closedAtExpiry connections that the server closed because the token of their last accepted AUTH expired
 */
public record RedisCounters(
        long connectionsOpened,
        long connectionsOpen,
        long authsSent,
        long authsAccepted,
        long authsRefused,
        long closedAtExpiry) {
    /** What was added since an earlier snapshot; {@code connectionsOpen} is the difference too, and can be negative. */
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
