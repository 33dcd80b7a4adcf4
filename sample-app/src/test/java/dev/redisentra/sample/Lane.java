package dev.redisentra.sample;

import java.util.stream.Stream;

/** Which of the build's two lanes runs: the short one of every build, or {@code -Pwide}. */
final class Lane {
    static final boolean WIDE = Boolean.getBoolean("lane.wide");

    private Lane() {}

    /** The three clients in the wide lane, and this one in the short one. */
    static Stream<String> clients(String inTheShortOne) {
        return WIDE ? Stream.of("lettuce", "jedis", "redisson") : Stream.of(inTheShortOne);
    }
}
