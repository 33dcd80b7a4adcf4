package dev.redisentra.core.spi.version;

import java.io.Serial;

/**
 * The client on the class path is older than its adapter works with. An adapter throws it before it makes or dresses
 * anything. Its message has both versions and the range, and no secret.
 */
public final class UnsupportedClientException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    UnsupportedClientException(String message) {
        super(message);
    }
}
