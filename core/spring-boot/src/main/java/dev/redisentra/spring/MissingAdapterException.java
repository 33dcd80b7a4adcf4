package dev.redisentra.spring;

import java.io.Serial;

/** Spring Data's connections are of a client whose adapter is not there: they would never log in. */
final class MissingAdapterException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String artifact;

    MissingAdapterException(String client, String artifact) {
        super("Spring Data Redis connects with %s, and %s is not on the class path: nothing would log in."
                .formatted(client, artifact));
        this.artifact = artifact;
    }

    String remedy() {
        return "Add dev.redisentra:%s; without a version where redis-entra-bom is imported.".formatted(artifact);
    }
}
