package dev.redisentra.testkit;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class CountersTest {
    @Test
    @WithLocalAzure
    void startAtZero(LocalAzure azure) {
        assertThat(azure.redis().counters()).isEqualTo(new RedisCounters(0, 0, 0, 0, 0, 0));
    }

    @Test
    @WithLocalAzure
    void tellAcceptedFromRefusedWhicheverTheCommand(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        String user = token.principalId();
        try (Resp resp = Wire.connect(azure)) {
            resp.call("HELLO", "3"); // NOAUTH, and no AUTH
            resp.call("AUTH", user, "wrong"); // refused
            resp.call("AUTH", user, token.value()); // accepted
            resp.call("HELLO", "2"); // no AUTH
            resp.call("HELLO"); // no AUTH
            resp.call("HELLO", "2", "AUTH", user, token.value()); // accepted
            resp.call("HELLO", "2", "AUTH", user, "wrong"); // refused
            resp.call("HELLO", "9", "AUTH", user, token.value()); // NOPROTO, its AUTH is not looked at
            resp.call("AUTH"); // malformed
            resp.call("AUTH", user, token.value(), "more"); // malformed
            resp.call("MULTI");
            resp.call("AUTH", user, token.value()); // sent, and without an outcome
            resp.call("DISCARD");
            resp.call("MULTI");
            resp.call("AUTH", user, token.value()); // accepted
            resp.call("AUTH", user, "wrong"); // refused
            resp.call("EXEC");
            resp.call("SUBSCRIBE", "news");
            resp.call("AUTH", user, token.value()); // refused
            resp.call("HELLO", "3", "AUTH", user, token.value()); // refused
            assertThat(azure.redis().counters()).isEqualTo(new RedisCounters(1, 1, 9, 3, 5, 0));
        }
    }

    @Test
    @WithLocalAzure
    void tellWhatWasOpenedFromWhatIsOpen(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        try (Resp one = Wire.login(azure, token);
                Resp two = Wire.login(azure, token)) {
            assertThat(two.call("PING")).isEqualTo(one.call("PING"));
            assertThat(azure.redis().counters()).isEqualTo(new RedisCounters(2, 2, 2, 2, 0, 0));
        }
        await().until(() -> azure.redis().counters().equals(new RedisCounters(2, 0, 2, 2, 0, 0)));
        assertThat(azure.redis().counters().since(new RedisCounters(1, 0, 1, 0, 0, 0)))
                .isEqualTo(new RedisCounters(1, 0, 1, 2, 0, 0));
    }

    @Test
    @WithLocalAzure
    void surviveARestart(LocalAzure azure) throws IOException {
        IssuedToken token = azure.identity().issue();
        Wire.login(azure, token).close();
        azure.redis().restart(0);
        Wire.login(azure, token).close();
        await().until(() -> azure.redis().counters().equals(new RedisCounters(2, 0, 2, 2, 0, 0)));
    }
}
