package dev.redisentra.core.spi.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterHostTest {
    private final ClusterHost host = ClusterHost.of("contoso.westeurope.redis.azure.net");

    @ParameterizedTest
    @CsvSource({
        "10.0.0.85, 8501, true",
        "172.16.3.4, 8501, true",
        "172.32.3.4, 8501, false",
        "192.168.1.1, 8501, true",
        "100.64.0.1, 8501, true",
        "100.128.0.1, 8501, false",
        "20.50.1.2, 8501, false",
        "127.0.0.1, 8501, false",
        "fd00::12, 8501, true",
        "2603:1020::12, 8501, false",
        "10.0.0.85, 10000, false"
    })
    void aPrivateAddressAtAPortOfItsOwnIsBehindTheHost(String announced, int port, boolean behind)
            throws UnknownHostException {
        assertThat(host.standsFor(InetAddress.getByName(announced), port)).isEqualTo(behind);
    }
}
