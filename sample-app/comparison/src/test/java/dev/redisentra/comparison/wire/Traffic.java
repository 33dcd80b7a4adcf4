package dev.redisentra.comparison.wire;

import java.util.Arrays;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Commands of one kind and their replies, in the bytes that all have in common. */
public enum Traffic {
    GET_100_B("GET, 100 B", 1, 100),
    SET_10_KB("SET, 10 KB", 1, 10_240),
    PIPELINE("GET, 100 B, pipelines of 100", 100, 100),
    ARRAY("LRANGE, 100,000 elements of 10 B", 1, 10),
    BULK("GET, 20 MB", 1, 20 << 20);

    static final byte[] KEY = "comparison:17".getBytes(UTF_8);
    private static final int ELEMENTS = 100_000;

    final String title;
    /** In one buffer. */
    final int commands;

    private final int size;

    Traffic(String title, int commands, int size) {
        this.title = title;
        this.commands = commands;
        this.size = size;
    }

    byte[] newValue() {
        return new byte[size];
    }

    /** In one call of a benchmark, so that what the call itself costs does not count; a large one takes milliseconds. */
    int buffers() {
        return this == ARRAY || this == BULK ? 1 : 1_000 / commands;
    }

    byte[] request() {
        String key = new String(KEY, UTF_8);
        return switch (this) {
            case SET_10_KB -> command("SET", key, new String(newValue(), UTF_8));
            case ARRAY -> command("LRANGE", key, "0", "-1");
            default -> new String(command("GET", key), UTF_8).repeat(commands).getBytes(UTF_8);
        };
    }

    byte[] reply() {
        String element = bulk(new String(newValue(), UTF_8));
        String reply = switch (this) {
            case SET_10_KB -> "+OK\r\n";
            case ARRAY -> "*%d\r\n".formatted(ELEMENTS) + element.repeat(ELEMENTS);
            default -> element.repeat(commands);
        };
        return reply.getBytes(UTF_8);
    }

    static byte[] command(String... words) {
        return Arrays.stream(words)
                .map(Traffic::bulk)
                .collect(Collectors.joining("", "*%d\r\n".formatted(words.length), ""))
                .getBytes(UTF_8);
    }

    private static String bulk(String word) {
        return "$%d\r\n%s\r\n".formatted(word.length(), word);
    }
}
