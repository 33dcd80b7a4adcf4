package dev.redisentra.testkit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** At expiry those connections are closed whose last accepted AUTH carried the token, and no other. */
@WithLocalAzure
class ExpiryTest {
    private final LocalAzure azure;
    private final ManagedIdentity identity;

    ExpiryTest(LocalAzure azure) {
        this.azure = azure;
        this.identity = azure.identity();
    }

    @Test
    void closesTheConnectionsOfThatTokenAndNoOther() throws IOException {
        IssuedToken first = identity.issue();
        IssuedToken second = identity.issue();
        RedisCounters before = azure.redis().counters();
        try (Resp one = Wire.login(azure, first);
                Resp two = Wire.login(azure, first);
                Resp other = Wire.login(azure, second)) {
            assertThat(azure.redis().connectionsWith(first)).isEqualTo(2);
            identity.expire(first);
            assertThat(azure.redis().connectionsWith(first)).isZero();
            assertThat(azure.redis().connectionsWith(second)).isOne();
            assertClosed(one);
            assertClosed(two);
            assertThat(other.call("PING")).isEqualTo("PONG");
            assertThat(azure.redis().counters().since(before).closedAtExpiry()).isEqualTo(2);
        }
    }

    @Test
    void aNewerTokenOnTheLiveConnectionKeepsIt() throws IOException {
        IssuedToken old = identity.issue();
        IssuedToken renewed = identity.issue();
        try (Resp resp = Wire.login(azure, old)) {
            assertThat(auth(resp, renewed)).isEqualTo("OK");
            identity.expire(old);
            assertThat(resp.call("PING")).isEqualTo("PONG");
            identity.expire(renewed);
            assertClosed(resp);
        }
    }

    @Test
    void aRefusedReAuthKeepsTheSessionAndItsDeadline() throws IOException {
        IssuedToken token = identity.issue();
        try (Resp resp = Wire.login(azure, token)) {
            assertThat(auth(resp, identity.issue(TokenFlaw.TAMPERED))).isInstanceOf(Resp.Failure.class);
            assertThat(resp.call("PING")).isEqualTo("PONG");
            identity.expire(token);
            assertClosed(resp);
        }
    }

    @Test
    void anAuthRefusedWhileSubscribedDoesNotExtend() throws IOException {
        IssuedToken old = identity.issue();
        try (Resp resp = Wire.login(azure, old)) {
            resp.call("SUBSCRIBE", "news");
            assertThat(auth(resp, identity.issue()))
                    .asInstanceOf(InstanceOfAssertFactories.type(Resp.Failure.class))
                    .extracting(Resp.Failure::message)
                    .asString()
                    .startsWith("ERR Can't execute 'auth'");
            identity.expire(old);
            assertClosed(resp);
        }
    }

    @Test
    void anAuthWhileSubscribedInResp3Extends() throws IOException {
        IssuedToken old = identity.issue();
        try (Resp resp = Wire.connect(azure)) {
            resp.call("HELLO", "3", "AUTH", old.principalId(), old.value());
            assertThat(resp.call("SUBSCRIBE", "news")).isInstanceOf(Resp.Push.class);
            assertThat(auth(resp, identity.issue())).isEqualTo("OK");
            identity.expire(old);
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void anAuthDiscardedWithItsTransactionDoesNotExtend() throws IOException {
        IssuedToken old = identity.issue();
        try (Resp resp = Wire.login(azure, old)) {
            assertThat(resp.call("MULTI")).isEqualTo("OK");
            assertThat(auth(resp, identity.issue())).isEqualTo("QUEUED");
            assertThat(resp.call("DISCARD")).isEqualTo("OK");
            identity.expire(old);
            assertClosed(resp);
        }
    }

    @Test
    void anAuthStillQueuedInATransactionDoesNotExtend() throws IOException {
        IssuedToken old = identity.issue();
        try (Resp resp = Wire.login(azure, old)) {
            assertThat(resp.call("MULTI")).isEqualTo("OK");
            assertThat(auth(resp, identity.issue())).isEqualTo("QUEUED");
            identity.expire(old);
            assertClosed(resp);
        }
    }

    @Test
    void anAuthExecutedWithItsTransactionExtends() throws IOException {
        IssuedToken old = identity.issue();
        try (Resp resp = Wire.login(azure, old)) {
            resp.call("MULTI");
            assertThat(auth(resp, identity.issue())).isEqualTo("QUEUED");
            assertThat(resp.call("EXEC")).isEqualTo(List.of("OK"));
            identity.expire(old);
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aTokenThatExpiresBetweenQueueAndExecIsRefusedThere() throws IOException {
        IssuedToken queued = identity.issue();
        try (Resp resp = Wire.login(azure, identity.issue())) {
            resp.call("MULTI");
            assertThat(auth(resp, queued)).isEqualTo("QUEUED");
            identity.expire(queued);
            assertThat(resp.call("EXEC"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .singleElement()
                    .isInstanceOf(Resp.Failure.class);
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void anAuthBehindABlockingCommandDoesNotExtend() throws IOException {
        IssuedToken old = identity.issue();
        try (Resp resp = Wire.login(azure, old)) {
            resp.send("BLPOP", "never-filled", "0");
            awaitBlocked(1);
            IssuedToken renewed = identity.issue();
            resp.send("AUTH", renewed.principalId(), renewed.value());
            identity.expire(old);
            assertClosed(resp);
        }
    }

    @Test
    void anAuthBehindABlockingCommandExtendsOnceTheCommandEnds() throws IOException {
        IssuedToken old = identity.issue();
        try (Resp resp = Wire.login(azure, old)) {
            resp.send("BLPOP", "filled", "0");
            awaitBlocked(1);
            IssuedToken renewed = identity.issue();
            resp.send("AUTH", renewed.principalId(), renewed.value());
            azure.redis().command(0, "RPUSH", "filled", "element");
            assertThat(resp.read()).isEqualTo(List.of("filled", "element"));
            assertThat(resp.read()).isEqualTo("OK");
            identity.expire(old);
            assertThat(resp.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    @WithLocalAzure(tokenLifetimeSeconds = 1)
    void comesByItselfWhenTheTimeIsUp(LocalAzure own) throws IOException {
        IssuedToken token = own.identity().issue();
        assertThat(Duration.between(token.issuedAt(), token.expiresAt()))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        try (Resp resp = Wire.login(own, token)) {
            assertClosed(resp);
            assertThat(Instant.now()).isAfterOrEqualTo(token.expiresAt());
        }
        assertThat(own.redis().counters().closedAtExpiry()).isEqualTo(1);
    }

    @Test
    @WithLocalAzure
    void allTokensIssuedSoFarCanBeExpired(LocalAzure own) throws IOException {
        try (Resp one = Wire.login(own, own.identity().issue());
                Resp two = Wire.login(own, own.identity().issue())) {
            own.identity().expireAll();
            assertClosed(one);
            assertClosed(two);
        }
        try (Resp later = Wire.login(own, own.identity().issue())) {
            assertThat(later.call("PING")).isEqualTo("PONG");
        }
    }

    private static @Nullable Object auth(Resp resp, IssuedToken token) throws IOException {
        return resp.call("AUTH", token.principalId(), token.value());
    }

    private void awaitBlocked(int clients) {
        await().until(() -> azure.redis().blocked() == clients);
    }

    private static void assertClosed(Resp resp) {
        assertThatThrownBy(resp::read).isInstanceOf(IOException.class).hasMessageContaining("closed by the server");
    }
}
