package dev.redisentra.core.diagnosis;

import java.util.Optional;

import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.core.config.Setting;
import dev.redisentra.core.config.Topology;

/** A failure, and where it happened: what the sentences of a diagnosis are filled with. */
record Case(Symptoms symptoms, RedisSettings settings, Optional<String> principal) {
    String host() {
        return settings.host();
    }

    String place() {
        return settings.host() + ":" + settings.port();
    }

    boolean isCluster() {
        return settings.topology() == Topology.CLUSTER;
    }

    /** The one that logged in. A start that fails early does not know its name. */
    String who() {
        return principal.orElse("this application");
    }

    /** The same, called a user if it has a name. */
    String user() {
        return principal.map("user "::concat).orElseGet(this::who);
    }

    /** Which port is the right one. */
    String listens() {
        return "%s listens with TLS on %d"
                .formatted(settings.service().title(), settings.service().tlsPort());
    }

    static String name(Setting setting) {
        return setting.variable();
    }
}
