package dev.redisentra.core.entra;

import java.util.Base64;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Tokens with any payload. */
final class Jwt {
    private Jwt() {}

    static String of(String payload) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(UTF_8)) + ".c2ln";
    }
}
