package dev.redisentra.comparison.work;

/** The three clients, by their names on the pages. */
public enum ClientKind {
    LETTUCE("Lettuce"),
    JEDIS("Jedis"),
    REDISSON("Redisson");

    public final String title;

    ClientKind(String title) {
        this.title = title;
    }

    /** Opens one that may hold so many connections for commands; if full, it opens them all at once. */
    Driver open(Login login, int connections, boolean full) {
        return switch (this) {
            case LETTUCE -> new LettuceDriver(login, full ? connections : 1);
            case JEDIS -> new JedisDriver(login, connections, full);
            case REDISSON -> new RedissonDriver(login, connections, full);
        };
    }
}
