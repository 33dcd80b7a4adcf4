package dev.redisentra.core.spi.protocol;

import java.util.Optional;

import dev.redisentra.core.config.Protocol;
import org.jspecify.annotations.Nullable;

/** What a server takes. */
enum Finding {
    RESP3(Protocol.RESP3, null),
    NO_HELLO(Protocol.RESP2, "does not take HELLO, with which RESP3 begins"),
    NO_LOGIN_IN_HELLO(Protocol.RESP2, "refuses in HELLO the login that it takes by AUTH"),
    ANSWERS_IN_RESP2(Protocol.RESP2, "answers HELLO 3 in RESP2"),
    /** Neither way to log in worked, or it answered with something else. */
    UNKNOWN(null, null);

    private final @Nullable Protocol protocol;
    private final @Nullable String says;

    Finding(@Nullable Protocol protocol, @Nullable String says) {
        this.protocol = protocol;
        this.says = says;
    }

    Optional<Protocol> protocol() {
        return Optional.ofNullable(protocol);
    }

    /** For the log, behind the server's name; empty where there is nothing to tell. */
    Optional<String> says() {
        return Optional.ofNullable(says);
    }
}
