package dev.redisentra.jedis;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

import static org.assertj.core.api.Assertions.assertThat;

class AnnouncedAddressesTest {
    private final AnnouncedAddresses addresses = new AnnouncedAddresses("contoso.redis.cache.windows.net");

    @ParameterizedTest
    @CsvSource({
        "20.50.1.2, contoso.redis.cache.windows.net",
        "fd00::12, contoso.redis.cache.windows.net",
        "node-3.contoso.example, node-3.contoso.example",
        "10.example, 10.example"
    })
    void anAddressGetsTheHostNameAndANameStays(String announced, String host) {
        assertThat(addresses.getHostAndPort(new HostAndPort(announced, 15001))).isEqualTo(new HostAndPort(host, 15001));
    }
}
