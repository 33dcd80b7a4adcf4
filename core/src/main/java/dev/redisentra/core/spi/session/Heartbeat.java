package dev.redisentra.core.spi.session;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether anybody is still there. Some firewalls and load balancers forget a connection without a word: what is
 * sent then vanishes, and TCP itself notices after a quarter of an hour, or never where nothing is sent. Counts beats and
 * reads no clock, so that traffic costs it nothing.
 */
final class Heartbeat {
    /**
     * Two whole beats without traffic are followed by a PING, and the third without an answer by the end: 25 to 30 s. The
     * service closes what is idle for 10 minutes.
     */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final int IDLE_BEATS = 2;
    private static final int BEATS_FOR_AN_ANSWER = 2;

    /** For that long an answer may stay out at the least; a beat that falls in between does not count. */
    static final Duration FOR_AN_ANSWER = INTERVAL.multipliedBy(BEATS_FOR_AN_ANSWER);

    enum Finding {
        ALIVE,
        /** Nothing moves: send a PING. */
        IDLE,
        /** What had to be answered was not. */
        DEAD
    }

    private final long clientsPatience;
    private boolean heard;
    private boolean spoke;
    private int idle;
    private int unanswered;

    /** @param clientsPatience for how long a client waits for an answer before it gives it up by itself */
    Heartbeat(Duration clientsPatience) {
        this.clientsPatience = beats(clientsPatience) + BEATS_FOR_AN_ANSWER;
    }

    /** As many beats as this takes; at least one. */
    static long beats(Duration duration) {
        return duration.toSeconds() / INTERVAL.toSeconds() + 1;
    }

    void spoke() {
        spoke = true;
    }

    void heard() {
        heard = true;
    }

    Finding beat(Expectations expected) {
        idle = heard || spoke ? 0 : idle + 1;
        unanswered = heard || expected.isEmpty() ? 0 : unanswered + 1;
        heard = false;
        spoke = false;
        if (unanswered > mostBeats(expected.next())) {
            return Finding.DEAD;
        }
        return expected.isEmpty() && idle >= IDLE_BEATS ? Finding.IDLE : Finding.ALIVE;
    }

    private long mostBeats(@Nullable Expected next) {
        if (next == null) {
            return clientsPatience;
        }
        return switch (next.kind) {
            case BLOCK, SLICE -> next.longestBlock == 0 ? Long.MAX_VALUE : next.longestBlock + BEATS_FOR_AN_ANSWER;
            case OWN_AUTH, OWN_PING, OWN_SUBSCRIPTION, OWN_LOOKUP, OWN_PREFIX -> BEATS_FOR_AN_ANSWER;
            default -> clientsPatience;
        };
    }
}
