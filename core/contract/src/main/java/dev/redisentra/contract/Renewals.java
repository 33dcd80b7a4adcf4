package dev.redisentra.contract;

import java.time.Duration;

import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.LocalAzure;

import static org.awaitility.Awaitility.await;

/** The end of a renewal, as nearly every suite has it. */
public final class Renewals {
    /** On a slow machine, too. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration POLL = Duration.ofMillis(10);

    private Renewals() {}

    /** Expires a token when no connection carries it any more: from then on the server closes whatever does. */
    public static void retire(LocalAzure azure, IssuedToken old) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> isCarriedByNone(azure, old));
        azure.identity().expire(old);
    }

    /** The same where connections are opened meanwhile: what has read the old token just before has logged in by then. */
    public static void retireAfterHandshakes(LocalAzure azure, IssuedToken old) {
        await().atMost(PATIENCE).pollInterval(POLL).during(Bench.HANDSHAKE).until(() -> isCarriedByNone(azure, old));
        azure.identity().expire(old);
    }

    private static boolean isCarriedByNone(LocalAzure azure, IssuedToken token) {
        return azure.redis().connectionsWith(token) == 0;
    }
}
