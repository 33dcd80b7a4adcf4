package dev.redisentra.jedis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * What a subscriber in RESP2 is subscribed to, and which reply belongs to which command. The server takes an AUTH from
 * nobody who is subscribed in RESP2; so one goes out between an UNSUBSCRIBE and a SUBSCRIBE, in one write. Redis runs at a
 * go what it has read from a connection, so that no message falls into the gap, and the owner is told of none of it.
 *
 * <p>No I/O; guarded by its connection's lock.
 */
final class Resp2Subscriber {
    private static final List<byte[]> MESSAGES = List.of(ascii("message"), ascii("pmessage"), ascii("smessage"));

    private final List<Subscriptions> subscriptions = List.of(
            new Subscriptions(Command.SUBSCRIBE, Command.UNSUBSCRIBE),
            new Subscriptions(Command.PSUBSCRIBE, Command.PUNSUBSCRIBE),
            new Subscriptions(Command.SSUBSCRIBE, Command.SUNSUBSCRIBE));

    private final Queue<Expected> expected = new ArrayDeque<>();

    /** Notes that a command of the owner's goes out. */
    void sent(CommandArguments arguments) {
        String name = CommandKind.name(arguments.getCommand());
        for (Subscriptions kind : subscriptions) {
            if (name.equals(kind.subscribe.name())) {
                Set<ByteBuffer> added = kind.add(names(arguments));
                expected.add(Expected.owners(arguments.size() - 1, () -> kind.names.removeAll(added)));
                return;
            }
            if (name.equals(kind.unsubscribe.name())) {
                int left = arguments.size() > 1 ? arguments.size() - 1 : Math.max(1, kind.names.size());
                kind.remove(names(arguments));
                expected.add(Expected.owners(left, () -> {}));
                return;
            }
        }
        expected.add(Expected.owners(1, () -> {}));
    }

    /** Notes that this AUTH goes out, and gives what goes out with it, in this order. */
    List<CommandArguments> around(CommandArguments auth, Exchange.Auth sent) {
        List<CommandArguments> all = new ArrayList<>();
        subscriptions.forEach(kind -> all.addAll(ours(kind.all(kind.unsubscribe))));
        all.add(auth);
        expected.add(Expected.to(sent));
        subscriptions.forEach(kind -> all.addAll(ours(kind.all(kind.subscribe))));
        return all;
    }

    private List<CommandArguments> ours(List<CommandArguments> commands) {
        commands.forEach(command -> expected.add(Expected.ours(command.size() - 1)));
        return commands;
    }

    /** Notes a reply, and gives what it answers; null for a message, and for the answer to a command of the owner's. */
    @Nullable
    Expected answered(@Nullable Object reply) {
        Expected command = isMessage(reply) ? null : expected.peek();
        if (command == null) {
            return null;
        }
        command.replies--;
        boolean isRefused = Reply.error(reply) != null;
        if (isRefused || command.replies == 0) {
            expected.remove();
        }
        if (isRefused) {
            command.refused.run();
        }
        return command.ours ? command : null;
    }

    private static boolean isMessage(@Nullable Object reply) {
        return reply instanceof List<?> list
                && !list.isEmpty()
                && list.get(0) instanceof byte[] type
                && MESSAGES.stream().anyMatch(message -> Arrays.equals(message, type));
    }

    private static List<ByteBuffer> names(CommandArguments arguments) {
        List<ByteBuffer> names = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i++) {
            names.add(ByteBuffer.wrap(arguments.get(i).getRaw()));
        }
        return names;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The names of one kind: channels, patterns, or channels of a shard. */
    private static final class Subscriptions {
        private final Command subscribe;
        private final Command unsubscribe;
        private final Set<ByteBuffer> names = new LinkedHashSet<>();

        Subscriptions(Command subscribe, Command unsubscribe) {
            this.subscribe = subscribe;
            this.unsubscribe = unsubscribe;
        }

        /** Gives those that are new. */
        Set<ByteBuffer> add(Collection<ByteBuffer> some) {
            Set<ByteBuffer> added = new LinkedHashSet<>(some);
            added.removeAll(names);
            names.addAll(added);
            return added;
        }

        /** All of them, where none is named. */
        void remove(Collection<ByteBuffer> some) {
            if (some.isEmpty()) {
                names.clear();
            } else {
                some.forEach(names::remove);
            }
        }

        List<CommandArguments> all(Command command) {
            if (names.isEmpty()) {
                return List.of();
            }
            if (subscribe == Command.SSUBSCRIBE) {
                // Each by itself: one command is for channels of one slot.
                return names.stream()
                        .map(ByteBuffer::array)
                        .map(name -> new CommandArguments(command).add(name))
                        .toList();
            }
            CommandArguments one = new CommandArguments(command);
            names.stream().map(ByteBuffer::array).forEach(one::add);
            return List.of(one);
        }
    }

    /** A command that is not answered yet. */
    static final class Expected {
        private final boolean ours;
        private final Exchange.@Nullable Auth auth;
        private final Runnable refused;
        private int replies;

        private Expected(int replies, boolean ours, Exchange.@Nullable Auth auth, Runnable refused) {
            this.replies = replies;
            this.ours = ours;
            this.auth = auth;
            this.refused = refused;
        }

        static Expected owners(int replies, Runnable refused) {
            return new Expected(replies, false, null, refused);
        }

        static Expected ours(int replies) {
            return new Expected(replies, true, null, () -> {});
        }

        static Expected to(Exchange.Auth auth) {
            return new Expected(1, true, auth, () -> {});
        }

        /** Null for an UNSUBSCRIBE or a SUBSCRIBE around it. */
        Exchange.@Nullable Auth auth() {
            return auth;
        }
    }
}
