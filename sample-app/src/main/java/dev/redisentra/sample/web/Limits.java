package dev.redisentra.sample.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ResponseStatusException;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a request may ask for. Beyond it the answer is 4xx with the limit in it, and Redis is not bothered.
 *
 * @param nameLength characters in the name of a key, queue or channel
 * @param bodySize bytes of a value or message
 * @param timeToLive how long a value may live, where it does not live for ever
 * @param queueWait how long a request may wait for a queue; below what proxies and load balancers wait for an answer
 */
@ConfigurationProperties("sample.limits")
record Limits(
        @DefaultValue("512") int nameLength,
        @DefaultValue("1MB") DataSize bodySize,
        @DefaultValue("365d") Duration timeToLive,
        @DefaultValue("60s") Duration queueWait) {
    Limits {
        require(nameLength > 0, "sample.limits.name-length", nameLength, "1 or more");
        require(
                bodySize.toBytes() > 0
                        && bodySize.toBytes() <= DataSize.ofMegabytes(512).toBytes(),
                "sample.limits.body-size",
                bodySize,
                "from 1B to Redis's own limit of 512MB");
        require(timeToLive.toSeconds() > 0, "sample.limits.time-to-live", timeToLive, "1s or more");
        require(queueWait.toSeconds() > 0, "sample.limits.queue-wait", queueWait, "1s or more");
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("%s=%s: must be %s".formatted(name, value, rule));
        }
    }

    /** The name of a key, queue or channel, as it stood in the path. */
    String name(String name) {
        if (name.length() > nameLength) {
            throw refused("The name has %d characters; %d are allowed".formatted(name.length(), nameLength));
        }
        // What was no UTF-8 arrives as the replacement character, and many names would become one.
        if (name.isBlank() || name.chars().anyMatch(c -> Character.isISOControl(c) || c == '\uFFFD')) {
            throw refused("The name has to be UTF-8, without control characters and not blank");
        }
        return name;
    }

    /** A body as text, whatever its Content-Type says. */
    String text(InputStream body) {
        byte[] bytes;
        try {
            int most = Math.toIntExact(bodySize.toBytes());
            bytes = body.readNBytes(most);
            if (bytes.length == most && body.read() >= 0) {
                throw new ResponseStatusException(
                        HttpStatus.CONTENT_TOO_LARGE, "The body is longer than the %d bytes allowed".formatted(most));
            }
        } catch (IOException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The body did not arrive whole", e);
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "The body has to be UTF-8", e);
        }
    }

    /** A number of seconds to live. */
    Duration timeToLive(long seconds) {
        return seconds("ttl", seconds, timeToLive);
    }

    /** A number of seconds to wait. */
    Duration queueWait(long seconds) {
        return seconds("timeout", seconds, queueWait);
    }

    private static Duration seconds(String parameter, long seconds, Duration most) {
        if (seconds < 1 || seconds > most.toSeconds()) {
            throw refused("%s is a number of seconds, from 1 to %d".formatted(parameter, most.toSeconds()));
        }
        return Duration.ofSeconds(seconds);
    }

    static ResponseStatusException refused(String why) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, why);
    }
}
