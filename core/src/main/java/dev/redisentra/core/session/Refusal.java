package dev.redisentra.core.session;

import java.io.Serial;

import dev.redisentra.core.auth.RedisCredential;

/** What the server answered to an AUTH or a login. */
final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** A server that repeats what it was sent repeats the password, or its beginning. */
    private static final int PART_OF_A_SECRET = 8;

    private static final int LONGEST = 300;

    Refusal(String error, RedisCredential sent) {
        super(without(sent.password().reveal(), error), null, false, false);
    }

    private static String without(String secret, String error) {
        String text = error.length() > LONGEST ? error.substring(0, LONGEST) : error;
        for (int from = 0; from + PART_OF_A_SECRET <= secret.length(); from++) {
            int at = text.indexOf(secret.substring(from, from + PART_OF_A_SECRET));
            if (at >= 0) {
                int end = at;
                for (int i = from;
                        i < secret.length() && end < text.length() && text.charAt(end) == secret.charAt(i);
                        i++) {
                    end++;
                }
                text = text.substring(0, at) + "***" + text.substring(end);
                from = -1;
            }
        }
        return text;
    }
}
