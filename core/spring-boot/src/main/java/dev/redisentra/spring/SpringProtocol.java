package dev.redisentra.spring;

import java.util.Locale;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import org.springframework.core.env.Environment;

/** The protocol, where one is asked for: otherwise it stays the one that Spring Data or the client has by itself. */
enum SpringProtocol {
    UNSET,
    RESP2,
    RESP3;

    /** Of a cache whose settings are all ours. */
    static SpringProtocol of(RedisSettings settings) {
        return settings.protocol() == Protocol.RESP2 ? RESP2 : RESP3;
    }

    /** What is neither is refused with the other settings. */
    static SpringProtocol of(Environment environment) {
        String text = environment.getProperty(RedisEntraSettings.PREFIX + "protocol", "");
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "resp2" -> RESP2;
            case "resp3" -> RESP3;
            default -> UNSET;
        };
    }
}
