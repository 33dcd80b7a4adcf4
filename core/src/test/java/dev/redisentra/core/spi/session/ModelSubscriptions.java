package dev.redisentra.core.spi.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import static dev.redisentra.core.spi.session.ModelRedis.bulk;

/** What a connection is subscribed to, and what a server says of it. */
final class ModelSubscriptions {
    private final Map<String, Set<String>> names = new TreeMap<>(Map.of(
            "subscribe", new LinkedHashSet<>(),
            "psubscribe", new LinkedHashSet<>(),
            "ssubscribe", new LinkedHashSet<>()));

    boolean isEmpty() {
        return names.values().stream().allMatch(Set::isEmpty);
    }

    void clear() {
        names.values().forEach(Set::clear);
    }

    String subscribe(List<String> command, boolean resp3) {
        String name = command.get(0).toLowerCase(Locale.ROOT);
        StringBuilder answer = new StringBuilder();
        for (String channel : command.subList(1, command.size())) {
            of(name).add(channel);
            answer.append(confirmation(name, bulk(channel), resp3));
        }
        return answer.toString();
    }

    String unsubscribe(List<String> command, boolean resp3) {
        String name = command.get(0).toLowerCase(Locale.ROOT);
        Set<String> all = of(name.replace("un", ""));
        List<String> left = command.size() > 1 ? command.subList(1, command.size()) : List.copyOf(all);
        if (left.isEmpty()) {
            return confirmation(name, resp3 ? "_\r\n" : "$-1\r\n", resp3);
        }
        StringBuilder answer = new StringBuilder();
        for (String channel : left) {
            all.remove(channel);
            answer.append(confirmation(name, bulk(channel), resp3));
        }
        return answer.toString();
    }

    /** The sharded ones end: their slot has moved. */
    String endSharded(boolean resp3) {
        return of("ssubscribe").isEmpty() ? "" : unsubscribe(List.of("sunsubscribe"), resp3);
    }

    /** A message to each. */
    String messages(boolean resp3) {
        StringBuilder messages = new StringBuilder();
        names.forEach((name, channels) -> channels.forEach(channel -> {
            String kind = name.replace("subscribe", "message");
            String pattern = kind.equals("pmessage") ? bulk(channel) : "";
            messages.append(resp3 ? '>' : '*')
                    .append(pattern.isEmpty() ? "3\r\n" : "4\r\n")
                    .append(bulk(kind))
                    .append(pattern)
                    .append(bulk(channel))
                    .append(bulk("text"));
        }));
        return messages.toString();
    }

    private Set<String> of(String subscribe) {
        return Objects.requireNonNull(names.get(subscribe));
    }

    private String confirmation(String name, String channel, boolean resp3) {
        int number = names.values().stream().mapToInt(Set::size).sum();
        return (resp3 ? ">3\r\n" : "*3\r\n") + bulk(name) + channel + ":" + number + "\r\n";
    }
}
