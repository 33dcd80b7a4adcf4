package dev.redisentra.jedis;

import dev.redisentra.core.spi.cluster.ClusterHost;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

import static org.assertj.core.api.Assertions.assertThat;

class AnnouncedAddressesTest {
    private static final String HOST = "contoso.redis.cache.windows.net";

    private final AnnouncedAddresses addresses = new AnnouncedAddresses(new ClusterHost(HOST, 6380));

    @ParameterizedTest
    @CsvSource({
        "20.50.1.2, 20.50.1.2",
        "2603:1020::12, 2603:1020::12",
        "10.0.0.85, " + HOST,
        "fd00::12, " + HOST,
        "node-3.contoso.example, node-3.contoso.example",
        "10.example, 10.example",
        "10.0.0.1.5, 10.0.0.1.5",
        "not:an:address, not:an:address"
    })
    void onlyThatOfTheServicesOwnNetworkIsReachedByTheHostsName(String announced, String reached) {
        assertThat(addresses.getHostAndPort(new HostAndPort(announced, 15001)))
                .isEqualTo(new HostAndPort(reached, 15001));
    }

    @ParameterizedTest
    @CsvSource({
        "20.50.1.2, " + HOST,
        "10.0.0.85, " + HOST,
        "2603:1020::12, " + HOST,
        "node-3.contoso.example, node-3.contoso.example"
    })
    void everyAddressIsVerifiedAsTheHost(String connectedTo, String verified) {
        assertThat(addresses.verified(connectedTo)).isEqualTo(verified);
    }
}
