package dev.redisentra.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which of Azure's services a {@link LocalAzure} plays: its shape, by what its nodes are announced, and the commands that it
 * does not know. For all of them the certificate names the host alone, and tokens and keys are the same. What is reported of a
 * service and not proven is a switch of {@link LocalRedis}: {@link Hello}, {@link RefusalText}, and further unknown commands.
 *
 * <p>No service is played in full. {@code docs/kit-and-services.md} says what is missing.
 */
public enum Service {
    /** None of Azure's: Redis as it is. */
    REDIS("Redis", Topology.STANDALONE, false, List.of()),

    /**
     * Azure Cache for Redis, Basic, Standard or Premium, not clustered. Microsoft's page on its configuration lists the
     * commands that are disabled, and that they are answered as unknown ones. It is a Redis 6: what came with 7 is unknown,
     * too.
     */
    CACHE("Azure Cache for Redis", Topology.STANDALONE, false, Commands.OF_CACHE),

    /**
     * Azure Cache for Redis, Premium, clustered. Of CLUSTER, what only reads is permitted (the same page). Nodes are announced
     * by address.
     */
    CACHE_CLUSTER("Azure Cache for Redis, cluster", Topology.CLUSTER, false, Commands.OF_CACHE_CLUSTER),

    /**
     * Azure Managed Redis without clustering. Microsoft's page on its clients refers to Redis's table of commands for what
     * is blocked; that of {@code CLUSTER MYID} is lettuce #3495, too.
     */
    MANAGED_NO_CLUSTER("Azure Managed Redis, NoCluster", Topology.STANDALONE, false, Commands.OF_MANAGED),

    /** Azure Managed Redis with the OSS policy: nodes are announced by address (node-redis #3256). */
    MANAGED_OSS_CLUSTER("Azure Managed Redis, OSSCluster", Topology.CLUSTER, false, Commands.OF_MANAGED),

    /** The same behind a private endpoint: the addresses are ones that only the host's name leads to (node-redis #2903). */
    MANAGED_OSS_CLUSTER_PRIVATE(
            "Azure Managed Redis, OSSCluster behind a private endpoint", Topology.CLUSTER, true, Commands.OF_MANAGED),

    /**
     * Azure Managed Redis with the Enterprise policy, whose one endpoint looks like a single server. That commands with keys
     * of several slots are refused there is not played.
     */
    MANAGED_ENTERPRISE("Azure Managed Redis, EnterpriseCluster", Topology.STANDALONE, false, Commands.OF_MANAGED);

    private static final class Commands {
        private static final List<String> SINCE_REDIS_7 = List.of(
                "CLUSTER SHARDS",
                "EVALSHA_RO",
                "EVAL_RO",
                "EXPIRETIME",
                "FCALL",
                "FCALL_RO",
                "FUNCTION",
                "PEXPIRETIME",
                "SPUBLISH",
                "SSUBSCRIBE",
                "SUNSUBSCRIBE");

        static final List<String> OF_CACHE = both(
                List.of("BGREWRITEAOF", "BGSAVE", "CONFIG", "DEBUG", "MIGRATE", "SAVE", "SHUTDOWN", "SLAVEOF"),
                SINCE_REDIS_7);

        private static final List<String> WRITES_OF_CLUSTER = List.of(
                "CLUSTER ADDSLOTS",
                "CLUSTER DELSLOTS",
                "CLUSTER FAILOVER",
                "CLUSTER FLUSHSLOTS",
                "CLUSTER FORGET",
                "CLUSTER MEET",
                "CLUSTER REPLICATE",
                "CLUSTER RESET",
                "CLUSTER SETSLOT");

        static final List<String> OF_CACHE_CLUSTER = both(OF_CACHE, WRITES_OF_CLUSTER);

        static final List<String> OF_MANAGED = both(
                List.of(
                        "ACL DELUSER",
                        "ACL GENPASS",
                        "ACL LOAD",
                        "ACL LOG",
                        "ACL SAVE",
                        "ACL SETUSER",
                        "CLUSTER MYID",
                        "CLUSTER MYSHARDID"),
                WRITES_OF_CLUSTER);

        private static List<String> both(List<String> some, List<String> others) {
            List<String> both = new ArrayList<>(some);
            both.addAll(others);
            return List.copyOf(both);
        }
    }

    private final String title;
    private final Topology topology;
    private final boolean privateAddresses;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody changes
    private final List<String> unknown;

    Service(String title, Topology topology, boolean privateAddresses, List<String> unknown) {
        this.title = title;
        this.topology = topology;
        this.privateAddresses = privateAddresses;
        this.unknown = unknown;
    }

    /** The shape in which its clients see it. */
    public Topology topology() {
        return topology;
    }

    boolean announcesPrivateAddresses() {
        return privateAddresses;
    }

    /** Commands, by a name or two words, that are answered as unknown ones. */
    List<String> unknown() {
        return unknown;
    }

    /** As an option has it. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return title;
    }
}
