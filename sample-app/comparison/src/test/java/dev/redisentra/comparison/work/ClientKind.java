package dev.redisentra.comparison.work;

/** The three clients. */
public enum ClientKind {
    LETTUCE("Lettuce"),
    JEDIS("Jedis"),
    REDISSON("Redisson");

    private final String title;

    ClientKind(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
