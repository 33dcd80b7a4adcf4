package dev.redisentra.comparison.wire;

/** What looks at each command that goes out and at each reply that comes: a client's own code for that, or the session. */
interface Codec {
    /** As many commands as the traffic has in one buffer; returns what the JIT must not leave out. */
    Object commands() throws Exception;

    /** The replies to those. */
    Object replies() throws Exception;

    /** Fails if it has let go of the traffic: it would look fast. */
    default void check() {}

    static Codec of(String who, Traffic traffic) {
        return switch (who) {
            case "session" -> new SessionCodec(traffic);
            case "Lettuce" -> new LettuceCodec(traffic);
            case "Jedis" -> new JedisCodec(traffic);
            case "Redisson" -> new RedissonCodec(traffic);
            default -> throw new IllegalArgumentException(who);
        };
    }
}
