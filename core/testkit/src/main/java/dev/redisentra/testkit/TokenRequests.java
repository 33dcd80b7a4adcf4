package dev.redisentra.testkit;

/**
 * How many requests the identity endpoint has got for one identity since its start. Immutable.
 *
 * @param received requests for this identity, with any outcome
 * @param answered how many of these got a token, including flawed tokens
 */
public record TokenRequests(long received, long answered) {
    /** The difference to an earlier snapshot. */
    public TokenRequests since(TokenRequests earlier) {
        return new TokenRequests(received - earlier.received, answered - earlier.answered);
    }
}
