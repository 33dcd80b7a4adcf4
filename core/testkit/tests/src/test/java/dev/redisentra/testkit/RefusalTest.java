package dev.redisentra.testkit;

import java.io.IOException;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is not let in. The words are the server's own. */
@WithLocalAzure
class RefusalTest {
    private static final Resp.Failure WRONGPASS =
            new Resp.Failure("WRONGPASS invalid username-password pair or user is disabled.");

    private final LocalAzure azure;
    private final String principal;

    RefusalTest(LocalAzure azure) {
        this.azure = azure;
        this.principal = azure.identity().principalId();
    }

    @Test
    void aGoodTokenIsAccepted() throws IOException {
        assertThat(auth(principal, azure.identity().issue().value())).isEqualTo("OK");
    }

    @ParameterizedTest
    @EnumSource
    void aFlawedTokenIsRefused(TokenFlaw flaw) throws IOException {
        IssuedToken token = azure.identity().issue(flaw);
        assertThat(auth(token.principalId(), token.value())).isEqualTo(WRONGPASS);
    }

    @ParameterizedTest
    @EnumSource
    @WithLocalAzure
    void theWordsOfARefusalAreThoseThatItWasTold(RefusalText text, LocalAzure own) throws IOException {
        IssuedToken token = own.identity().issue();
        try (Resp resp = Wire.connect(own)) {
            own.redis().refusalText(text);
            String words = switch (text) {
                case WRONGPASS -> WRONGPASS.message();
                case ERR_WRONGPASS -> "ERR " + WRONGPASS.message();
                case ERR_INVALID_PAIR -> "ERR invalid username-password pair";
            };
            assertThat(resp.call("AUTH", token.principalId(), "secret")).isEqualTo(new Resp.Failure(words));
            assertThat(resp.call("HELLO", "3", "AUTH", token.principalId(), "secret"))
                    .isEqualTo(new Resp.Failure(words));
            assertThat(resp.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
        }
    }

    @Test
    void aTokenUnderAnotherNameThanItsPrincipalIsRefused() throws IOException {
        String token = azure.identity().issue().value();
        assertThat(auth(azure.identity().clientId(), token)).isEqualTo(WRONGPASS);
        assertThat(auth("default", token)).isEqualTo(WRONGPASS);
    }

    @Test
    void aTokenWithoutAUserNameIsRefused() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("AUTH", azure.identity().issue().value())).isEqualTo(WRONGPASS);
        }
    }

    @Test
    void anotherInstancesTokenIsRefused() throws IOException {
        try (LocalAzure other = LocalAzure.builder().start()) {
            IssuedToken token = other.identity().issue();
            assertThat(auth(token.principalId(), token.value())).isEqualTo(WRONGPASS);
            assertThat(auth(principal, token.value())).isEqualTo(WRONGPASS);
        }
    }

    @Test
    void whatIsNoTokenIsRefused() throws IOException {
        assertThat(auth(principal, "secret")).isEqualTo(WRONGPASS);
        assertThat(auth(principal, "")).isEqualTo(WRONGPASS);
    }

    @Test
    void anExpiredTokenIsRefused() throws IOException {
        IssuedToken token = azure.identity().issue();
        azure.identity().expire(token);
        assertThat(auth(principal, token.value())).isEqualTo(WRONGPASS);
    }

    @Test
    void helloIsHeldToTheSameRules() throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            assertThat(resp.call("HELLO", "3", "AUTH", principal, "secret")).isEqualTo(WRONGPASS);
            assertThat(resp.call("PING")).isEqualTo(new Resp.Failure("NOAUTH Authentication required."));
        }
    }

    @Test
    @WithLocalAzure
    void authIsRefusedToAllOnCommand(LocalAzure own) throws IOException {
        IssuedToken token = own.identity().issue();
        try (Resp live = Wire.login(own, token);
                Resp late = Wire.connect(own)) {
            own.redis().refuseAuth();
            assertThat(late.call("AUTH", token.principalId(), token.value())).isEqualTo(WRONGPASS);
            assertThat(live.call("PING")).isEqualTo("PONG");
            own.redis().acceptAuth();
            assertThat(late.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
        }
    }

    @Test
    @WithLocalAzure
    void reauthenticationIsRefusedOnCommandAndALoginIsNot(LocalAzure own) throws IOException {
        IssuedToken token = own.identity().issue();
        try (Resp live = Wire.login(own, token)) {
            own.redis().refuseReauthentication();
            assertThat(live.call("AUTH", token.principalId(), token.value())).isEqualTo(WRONGPASS);
            assertThat(live.call("PING")).isEqualTo("PONG");
            try (Resp late = Wire.login(own, token)) {
                assertThat(late.call("PING")).isEqualTo("PONG");
            }
            own.redis().acceptAuth();
            assertThat(live.call("AUTH", token.principalId(), token.value())).isEqualTo("OK");
        }
    }

    private Object auth(String user, String secret) throws IOException {
        try (Resp resp = Wire.connect(azure)) {
            Object reply = resp.call("AUTH", user, secret);
            return Objects.requireNonNull(reply);
        }
    }
}
