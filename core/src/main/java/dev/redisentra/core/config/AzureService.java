package dev.redisentra.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which Azure service a host name belongs to, and what follows from it. */
@SuppressWarnings("ImmutableEnumChecker") // Set.of and List.of are immutable; their types just do not say so
public enum AzureService {
    /** Azure Cache for Redis: Basic, Standard and Premium. */
    CACHE_FOR_REDIS(
            "Azure Cache for Redis",
            6380,
            Set.of(6379, 10000),
            List.of(
                    ".redis.cache.windows.net",
                    ".redis.cache.usgovcloudapi.net",
                    ".redis.cache.chinacloudapi.cn",
                    ".redis.cache.sovcloud-api.de",
                    ".redis.cache.sovcloud-api.fr")),
    /** Azure Managed Redis, and the Enterprise tiers that came before it. */
    MANAGED_REDIS(
            "Azure Managed Redis",
            10000,
            Set.of(6379, 6380),
            List.of(
                    ".redis.azure.net",
                    ".redisenterprise.cache.azure.net",
                    ".redis.usgovcloudapi.net",
                    ".redis.chinacloudapi.cn",
                    ".redis.sovcloud-api.de",
                    ".redis.sovcloud-api.fr",
                    ".redis.sovcloud-api.sg")),
    /** Any other server. */
    OTHER("Redis", 6380, Set.of(), List.of());

    private final String title;
    private final int tlsPort;
    private final Set<Integer> portsOfOthers;
    private final List<String> suffixes;

    AzureService(String title, int tlsPort, Set<Integer> portsOfOthers, List<String> suffixes) {
        this.title = title;
        this.tlsPort = tlsPort;
        this.portsOfOthers = portsOfOthers;
        this.suffixes = suffixes;
    }

    /** The service with this host name. */
    public static AzureService of(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        for (AzureService service : values()) {
            if (service.suffixes.stream().anyMatch(name::endsWith)) {
                return service;
            }
        }
        return OTHER;
    }

    /** The name on Microsoft's pages. */
    public String title() {
        return title;
    }

    /** The port that clients connect to first, with TLS. */
    public int tlsPort() {
        return tlsPort;
    }

    /** What the host names of this service end in, in all clouds; none for any other server. */
    public List<String> hostSuffixes() {
        return suffixes;
    }

    /** Whether nothing of this service listens there with TLS, although something else well known does. */
    boolean neverListensOn(int port) {
        return portsOfOthers.contains(port);
    }
}
