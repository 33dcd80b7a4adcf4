package dev.redisentra.core.spi.session;

import java.io.Serial;

import dev.redisentra.core.auth.Redaction;

/** What the server answered to an AUTH or a login. A server that repeats what it was sent repeats the password. */
final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 300;

    Refusal(String error) {
        super(shortened(Redaction.of(error)), null, false, false);
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
