package dev.redisentra.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The ways in which a server takes HELLO. */
@WithLocalAzure
class HelloTest {
    private static final Resp.Failure WRONGPASS =
            new Resp.Failure("WRONGPASS invalid username-password pair or user is disabled.");

    private final LocalAzure azure;
    private final IssuedToken token;

    HelloTest(LocalAzure azure) {
        this.azure = azure;
        token = azure.identity().issue();
        azure.redis().slowHello(Duration.ZERO);
    }

    @Test
    void aLoginInHelloIsRefusedThatAPlainAuthMakes() throws IOException {
        azure.redis().hello(Hello.WITHOUT_LOGIN);
        RedisCounters before = azure.redis().counters();
        try (Resp resp = Wire.connect(azure)) {
            assertThat(hello(resp)).isEqualTo(WRONGPASS);
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
            assertThat(resp.call("HELLO", "3"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsSequence("proto", 3L);
        }
        RedisCounters counters = azure.redis().counters().since(before);
        assertThat(counters.authsSent()).isEqualTo(2);
        assertThat(counters.authsAccepted()).isOne();
        assertThat(counters.authsRefused()).isOne();
    }

    @Test
    void anUnknownHelloIsRepeatedWithThePassword() throws IOException {
        azure.redis().hello(Hello.UNKNOWN);
        RedisCounters before = azure.redis().counters();
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("HELLO", "3", "AUTH", "default", "a-secret"))
                    .isEqualTo(new Resp.Failure(
                            "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'default' 'a-secret' "));
            assertThat(resp.call("HELLO")).isInstanceOf(Resp.Failure.class);
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
        RedisCounters counters = azure.redis().counters().since(before);
        assertThat(counters.authsAccepted()).isOne();
        assertThat(counters.authsRefused()).isZero();
    }

    @Test
    void aThirdProtocolMayBeMissing() throws IOException {
        azure.redis().hello(Hello.NOT_IN_RESP3);
        try (Resp resp = Wire.connect(azure)) {
            assertThat(hello(resp)).isEqualTo(new Resp.Failure("NOPROTO unsupported protocol version"));
            assertThat(resp.call("HELLO", "2", "AUTH", token.principalId(), token.value()))
                    .isInstanceOf(List.class);
        }
    }

    @Test
    void helloMayBeAnsweredInTheOlderProtocol() throws IOException {
        azure.redis().hello(Hello.ANSWERED_IN_RESP2);
        try (Resp resp = Wire.connect(azure)) {
            assertThat(hello(resp)).asInstanceOf(InstanceOfAssertFactories.LIST).containsSequence("proto", 2L);
            resp.send("SUBSCRIBE", "channel");
            assertThat(resp.read()).as("no push").isInstanceOf(List.class);
        }
    }

    @Test
    void helloMayBeSlow() throws IOException {
        azure.redis().hello(Hello.TAKEN);
        Duration delay = Duration.ofMillis(300);
        azure.redis().slowHello(delay);
        try (Resp resp = Wire.connect(azure)) {
            long start = System.nanoTime();
            assertThat(hello(resp)).isInstanceOf(List.class);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(delay.toMillis()));
        } finally {
            azure.redis().slowHello(Duration.ZERO);
        }
    }

    private Object hello(Resp resp) throws IOException {
        return Objects.requireNonNull(resp.call("HELLO", "3", "AUTH", token.principalId(), token.value()));
    }
}
