package dev.redisentra.core.spi.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a connection is subscribed to, as the server confirmed it. In RESP2 the server takes an AUTH from nobody who is
 * subscribed: one goes out between an UNSUBSCRIBE and a SUBSCRIBE then, in one write. Redis runs in one go what it has read
 * from a connection, so that no message falls into the gap.
 */
final class Subscriptions {
    /** A command that subscribes, or that ends subscriptions. Names have a char for each byte. */
    record Change(CommandKind command, List<String> names) {
        byte[] encoded() {
            List<byte[]> words = new ArrayList<>();
            words.add(Resp.bytes(command.name()));
            names.forEach(name -> words.add(Resp.raw(name)));
            return Resp.command(words);
        }
    }

    private final Set<String> channels = new LinkedHashSet<>();
    private final Set<String> patterns = new LinkedHashSet<>();
    private final Set<String> sharded = new LinkedHashSet<>();
    /** The last reply was that a sharded one has ended. */
    private boolean shardedEnded;

    private Set<String> names(CommandKind command) {
        return switch (command) {
            case SUBSCRIBE, UNSUBSCRIBE -> channels;
            case PSUBSCRIBE, PUNSUBSCRIBE -> patterns;
            case SSUBSCRIBE, SUNSUBSCRIBE -> sharded;
            default -> throw new IllegalArgumentException(command + " is not about subscriptions");
        };
    }

    /** How many there are of the sort that this command is about. */
    int size(CommandKind command) {
        return names(command).size();
    }

    /** The server has confirmed it for one name; null where an end was wanted of what there was not. */
    void confirmed(CommandKind command, @Nullable String name) {
        shardedEnded = command == CommandKind.SUNSUBSCRIBE;
        if (name == null) {
            return;
        }
        if (command.role() == CommandKind.Role.SUBSCRIBES) {
            names(command).add(name);
        } else {
            names(command).remove(name);
        }
    }

    void clear() {
        channels.clear();
        patterns.clear();
        sharded.clear();
    }

    /** Whether messages may come. */
    boolean isLive() {
        return !(channels.isEmpty() && patterns.isEmpty() && sharded.isEmpty());
    }

    /** Whether the server may say something of them: messages, or that a sharded one has ended, perhaps once more. */
    boolean mayBeToldOf() {
        return shardedEnded || isLive();
    }

    /** The next reply is about something else. */
    void saysNothingOfThem() {
        shardedEnded = false;
    }

    /** What leaves all, in the order in which it is to be sent. */
    List<Change> leave() {
        return all(CommandKind.UNSUBSCRIBE, CommandKind.PUNSUBSCRIBE, CommandKind.SUNSUBSCRIBE);
    }

    /** What joins all again. */
    List<Change> join() {
        return all(CommandKind.SUBSCRIBE, CommandKind.PSUBSCRIBE, CommandKind.SSUBSCRIBE);
    }

    private List<Change> all(CommandKind ofChannels, CommandKind ofPatterns, CommandKind ofSharded) {
        List<Change> changes = new ArrayList<>();
        if (!channels.isEmpty()) {
            changes.add(new Change(ofChannels, List.copyOf(channels)));
        }
        if (!patterns.isEmpty()) {
            changes.add(new Change(ofPatterns, List.copyOf(patterns)));
        }
        // Each by itself: one command is for channels of one slot.
        sharded.forEach(channel -> changes.add(new Change(ofSharded, List.of(channel))));
        return changes;
    }
}
