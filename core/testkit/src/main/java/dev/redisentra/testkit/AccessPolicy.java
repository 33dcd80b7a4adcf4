package dev.redisentra.testkit;

/**
 * The built-in access policies of Azure Cache for Redis, for {@link LocalRedis#accessPolicy(String)}. The rules are those
 * that {@code az redis access-policy list} prints.
 */
public final class AccessPolicy {
    /** All commands. The policy {@code default} of Azure Managed Redis allows the same. */
    public static final String DATA_OWNER = "+@all allkeys";

    /** All commands except those that Redis calls dangerous. */
    public static final String DATA_CONTRIBUTOR =
            "+@all -@dangerous +cluster|info +cluster|nodes +cluster|slots allkeys";

    /** Commands that read. */
    public static final String DATA_READER = "+@read +@connection +cluster|info +cluster|nodes +cluster|slots allkeys";

    private AccessPolicy() {}
}
