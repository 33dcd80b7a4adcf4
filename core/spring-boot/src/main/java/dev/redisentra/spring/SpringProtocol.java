package dev.redisentra.spring;

import java.util.Locale;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import org.springframework.core.env.Environment;

/**
 * The protocol, where one is asked for: otherwise it stays the one that Spring Data or the client has by itself. None of these
 * fails on a server that does not take HELLO, so that no connection has to ask before a context is refreshed: Lettuce goes
 * back to RESP2 by itself, as Jedis does from 8 on; Jedis before that and Redisson begin with AUTH in RESP2.
 */
enum SpringProtocol {
    UNSET,
    RESP2,
    RESP3;

    /** Of a cache whose settings are all ours. */
    static SpringProtocol of(RedisSettings settings) {
        if (settings.isProtocolOpen()) {
            return UNSET;
        }
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
