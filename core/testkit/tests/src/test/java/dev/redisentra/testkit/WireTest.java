package dev.redisentra.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Whatever a client may send passes the front, and the server's answers come as the server gave them. */
@WithLocalAzure
class WireTest {
    private final LocalAzure azure;
    private final IssuedToken token;

    WireTest(LocalAzure azure) {
        this.azure = azure;
        this.token = azure.identity().issue();
    }

    @Test
    void helloLogsInAndSwitchesTheProtocol() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            Object reply = resp.call("HELLO", "3", "AUTH", token.principalId(), token.value(), "SETNAME", "the-client");
            assertThat(reply).asInstanceOf(InstanceOfAssertFactories.LIST).containsSequence("proto", 3L);
            assertThat(resp.call("CLIENT", "GETNAME")).isEqualTo("the-client");
        }
    }

    @Test
    void helloTakesItsOptionsInAnyOrder() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            resp.call("hello", "3", "setname", "the-client", "auth", token.principalId(), token.value());
            assertThat(resp.call("CLIENT", "GETNAME")).isEqualTo("the-client");
        }
    }

    @Test
    void fragmentsOfSevenBytesPass() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(auth());
        all.writeBytes(Resp.encode("SET", "fragments", "a value that is longer than one fragment"));
        all.writeBytes(Resp.encode("HELLO", "2", "AUTH", token.principalId(), token.value()));
        all.writeBytes(Resp.encode("GET", "fragments"));
        byte[] bytes = all.toByteArray();
        try (Resp resp = Wire.connect(azure)) {
            for (int at = 0; at < bytes.length; at += 7) {
                resp.write(Arrays.copyOfRange(bytes, at, Math.min(at + 7, bytes.length)));
            }
            assertThat(resp.read()).isEqualTo("OK");
            assertThat(resp.read()).isEqualTo("OK");
            assertThat(resp.read()).isInstanceOf(List.class);
            assertThat(resp.read()).isEqualTo("a value that is longer than one fragment");
        }
    }

    @Test
    void pipelinedAuthsAreAnsweredInOrder() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            all.writeBytes(auth());
            all.writeBytes(Resp.encode("ECHO", Integer.toString(i)));
            all.writeBytes(Resp.encode("AUTH", token.principalId(), "wrong"));
        }
        try (Resp resp = Wire.connect(azure)) {
            resp.write(all.toByteArray());
            for (int i = 0; i < 100; i++) {
                assertThat(resp.read()).isEqualTo("OK");
                assertThat(resp.read()).isEqualTo(Integer.toString(i));
                assertThat(resp.read()).isInstanceOf(Resp.Failure.class);
            }
        }
    }

    @Test
    void inlineCommandsPass() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            resp.write(("\r\nauth " + token.principalId() + " \"" + token.value() + "\"\r\n").getBytes(ISO_8859_1));
            assertThat(resp.read()).isEqualTo("OK");
            resp.write("SET inline value\nGET inline\r\n".getBytes(ISO_8859_1));
            assertThat(resp.read()).isEqualTo("OK");
            assertThat(resp.read()).isEqualTo("value");
        }
    }

    @Test
    void aValueOfTwentyMegabytesPasses() throws IOException {
        String value = "0123456789".repeat(2 << 20);
        try (Resp resp = Wire.login(azure, token)) {
            assertThat(resp.call("SET", "large", value)).isEqualTo("OK");
            // Not by equality: a failure would print both.
            assertThat(value.equals(resp.call("GET", "large"))).isTrue();
            assertThat(resp.call("DEL", "large")).isEqualTo(1L);
        }
    }

    @Test
    void aValueThatLooksLikeAnAuthIsLeftAlone() throws IOException {
        String value = new String(auth(), ISO_8859_1);
        try (Resp resp = Wire.login(azure, token)) {
            resp.call("SET", "looks-like", value);
            assertThat(resp.call("GET", "looks-like")).isEqualTo(value);
            assertThat(resp.call("ECHO", "AUTH")).isEqualTo("AUTH");
        }
    }

    @Test
    void pushesAndRepliesKeepTheirOrder() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            resp.call("HELLO", "3", "AUTH", token.principalId(), token.value());
            assertThat(resp.call("SUBSCRIBE", "orders")).isEqualTo(new Resp.Push(List.of("subscribe", "orders", 1L)));
            for (int i = 0; i < 100; i++) {
                resp.send("PUBLISH", "orders", Integer.toString(i));
                resp.write(auth());
            }
            for (int i = 0; i < 100; i++) {
                assertThat(resp.read()).isEqualTo(new Resp.Push(List.of("message", "orders", Integer.toString(i))));
                assertThat(resp.read()).isEqualTo(1L);
                assertThat(resp.read()).isEqualTo("OK");
            }
        }
    }

    @Test
    void whatIsNoRespIsTheServersToAnswer() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            resp.write("*2\r\n#4\r\nAUTH\r\n".getBytes(ISO_8859_1));
            assertThat(resp.read()).isEqualTo(new Resp.Failure("ERR Protocol error: expected '$', got '#'"));
        }
    }

    @Test
    void whoDoesNotReadIsClosedAllTheSame() throws IOException {
        try (Resp deaf = Wire.login(azure, token);
                Resp other = Wire.login(azure, token)) {
            other.call("SET", "large", "x".repeat(16 << 20));
            deaf.send("GET", "large");
            // Behind it nothing moves any more: neither this answer, nor what would say goodbye.
            deaf.send("PING");
            await().until(() -> String.valueOf(azure.redis().command(0, "CLIENT", "LIST"))
                    .lines()
                    .anyMatch(client -> client.contains(" cmd=ping ") && !client.contains(" omem=0 ")));

            azure.redis().dropConnections();

            assertThat(azure.redis().counters().connectionsOpen()).isZero();
            assertThatThrownBy(() -> deaf.read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsSentBeforeTheServerIsReachedIsKept() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Resp resp = Wire.connect(azure)) {
                resp.write(auth());
                assertThat(resp.read()).isEqualTo("OK");
            }
        }
    }

    private byte[] auth() {
        return Resp.encode("AUTH", token.principalId(), token.value());
    }
}
