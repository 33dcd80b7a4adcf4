package dev.redisentra.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RelaysTest {
    @Test
    @WithLocalAzure
    void leadToThePortBehindUntilTheyAreClosed(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        Path authority = azure.redis().certificateAuthority();
        Relays relays = new Relays();
        int port =
                relays.open(InetAddress.getLoopbackAddress(), 0, azure.redis().port());
        try (Resp resp = Wire.connect(authority, "localhost", port)) {
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");

            relays.close();

            assertThatThrownBy(() -> resp.call("PING")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Wire.connect(authority, "localhost", port)).isInstanceOf(IOException.class);
        }
    }
}
