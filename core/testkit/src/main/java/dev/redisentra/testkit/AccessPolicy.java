package dev.redisentra.testkit;

/**
 * The built-in access policies of Azure Cache for Redis, for {@link LocalRedis#accessPolicy(String)}: as {@code az redis
 * access-policy list} shows them.
 */
public final class AccessPolicy {
    /** All commands, as with Azure Managed Redis's {@code default}. */
    public static final String DATA_OWNER = "+@all allkeys";

    /** All but the dangerous ones. */
    public static final String DATA_CONTRIBUTOR =
            "+@all -@dangerous +cluster|info +cluster|nodes +cluster|slots allkeys";

    /** What reads. */
    public static final String DATA_READER = "+@read +@connection +cluster|info +cluster|nodes +cluster|slots allkeys";

    private AccessPolicy() {}
}
