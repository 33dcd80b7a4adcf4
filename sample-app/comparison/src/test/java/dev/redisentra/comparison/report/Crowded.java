package dev.redisentra.comparison.report;

import java.io.Serializable;
import java.util.List;

import dev.redisentra.comparison.work.ClientKind;
import dev.redisentra.comparison.work.Contender;
import dev.redisentra.comparison.work.Crowd;
import org.jspecify.annotations.Nullable;

/**
 * Many connections through renewals.
 *
 * @param asked how many connections were asked for
 * @param open how many there were when the first renewal came, one for subscriptions included where the client has one
 * @param result null where it did not come to an end
 * @param failure why
 * @param renewals as the server's side saw them
 * @param closedAtExpiry connections that the server closed because their token had expired
 */
record Crowded(
        ClientKind client,
        Contender contender,
        int asked,
        long open,
        Crowd.@Nullable Result result,
        @Nullable String failure,
        List<Renewal> renewals,
        long closedAtExpiry)
        implements Serializable {

    /**
     * From a token's arrival until the next one's.
     *
     * @param tokenRequests that led to it
     * @param auths accepted
     * @param millisToLast from the token's arrival to the last AUTH, as far as polling every 20 ms tells
     */
    record Renewal(long tokenRequests, long auths, long millisToLast) implements Serializable {}
}
