package dev.redisentra.testkit;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each of Azure's services, as its clients see it. */
class ServiceTest {
    @ParameterizedTest
    @EnumSource
    void hasTheShapeAndTheAddressesOfItsKind(Service service) throws IOException {
        try (LocalAzure azure = LocalAzure.builder().service(service).start();
                Resp resp = Wire.login(azure, azure.identity().issue())) {
            assertThat(azure.redis().topology()).isEqualTo(service.topology());
            if (service.topology() == Topology.CLUSTER) {
                assertThat(String.valueOf(resp.call("CLUSTER", "NODES")))
                        .contains(service.announcesPrivateAddresses() ? "10.0.0.85:" : "127.0.0.1:");
            }
            assertThat(resp.call("PING")).isEqualTo("PONG");
            for (String command : service.unknown()) {
                assertThat(resp.call(command.split(" ", -1)))
                        .as(command)
                        .isInstanceOfSatisfying(
                                Resp.Failure.class,
                                failure -> assertThat(failure.message()).startsWith("ERR unknown"));
            }
            if (service == Service.REDIS) {
                assertThat(resp.call("CONFIG", "GET", "maxmemory")).isInstanceOf(List.class);
            }
        }
    }
}
