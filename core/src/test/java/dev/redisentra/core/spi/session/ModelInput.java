package dev.redisentra.core.spi.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Commands out of bytes, in another way than the session's. */
final class ModelInput {
    private final StringBuilder unread = new StringBuilder();

    /** Takes these bytes, and returns the commands that became complete by them. */
    List<List<String>> takes(byte[] bytes, int from, int to) {
        unread.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        List<List<String>> complete = new ArrayList<>();
        int end = 0;
        for (int next = endOfCommand(end); next > 0; next = endOfCommand(end)) {
            String text = unread.substring(end, next);
            byte[] command = text.getBytes(StandardCharsets.ISO_8859_1);
            complete.add(
                    text.charAt(0) == '*'
                            ? Resp.words(command, 0, command.length).stream()
                                    .map(Resp::raw)
                                    .toList()
                            : List.of(text));
            end = next;
        }
        unread.delete(0, end);
        return complete;
    }

    /** 0 where it is not complete. What is not RESP is a line. */
    private int endOfCommand(int from) {
        int at = unread.indexOf("\n", from) + 1;
        if (at == 0 || unread.charAt(from) != '*') {
            return at;
        }
        int words = Integer.parseInt(unread.substring(from + 1, at - 2));
        for (int i = 0; i < words; i++) {
            int payload = unread.indexOf("\n", at) + 1;
            if (payload == 0) {
                return 0;
            }
            at = payload + Integer.parseInt(unread.substring(at + 1, payload - 2)) + 2;
            if (at > unread.length()) {
                return 0;
            }
        }
        return at;
    }

    boolean isEmpty() {
        return unread.isEmpty();
    }
}
