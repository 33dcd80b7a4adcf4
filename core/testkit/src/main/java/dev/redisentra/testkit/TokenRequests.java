package dev.redisentra.testkit;

/**
 * What the identity endpoint was asked for one identity since its start. Immutable.
 *
 * @param received requests that named this identity, whatever became of them
 * @param answered those that got a token, a flawed one included
 */
public record TokenRequests(long received, long answered) {
    /** What was added since an earlier snapshot. */
    public TokenRequests since(TokenRequests earlier) {
        return new TokenRequests(received - earlier.received, answered - earlier.answered);
    }
}
