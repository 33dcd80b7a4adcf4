package dev.redisentra.jedis;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.commands.ProtocolCommand;

/** What a command means for an AUTH that is to follow it. */
enum CommandKind {
    BEGINS_TRANSACTION,
    ENDS_TRANSACTION,
    SUBSCRIBES,
    UNSUBSCRIBES,
    MONITORS,

    /** {@code ASKING}, which is for the next command alone. */
    ASKS,

    /** {@code CLIENT REPLY}, after which who knows what is answered. */
    SILENCES,

    /** A command with one reply, as nearly all are. */
    ORDINARY;

    private static final Map<Command, CommandKind> KINDS = new EnumMap<>(Map.ofEntries(
            Map.entry(Command.MULTI, BEGINS_TRANSACTION),
            Map.entry(Command.EXEC, ENDS_TRANSACTION),
            Map.entry(Command.DISCARD, ENDS_TRANSACTION),
            Map.entry(Command.SUBSCRIBE, SUBSCRIBES),
            Map.entry(Command.PSUBSCRIBE, SUBSCRIBES),
            Map.entry(Command.SSUBSCRIBE, SUBSCRIBES),
            Map.entry(Command.UNSUBSCRIBE, UNSUBSCRIBES),
            Map.entry(Command.PUNSUBSCRIBE, UNSUBSCRIBES),
            Map.entry(Command.SUNSUBSCRIBE, UNSUBSCRIBES),
            Map.entry(Command.MONITOR, MONITORS),
            Map.entry(Command.ASKING, ASKS)));

    private static final Map<String, CommandKind> BY_NAME = KINDS.entrySet().stream()
            .collect(Collectors.toMap(kind -> kind.getKey().name(), Map.Entry::getValue));

    static CommandKind of(CommandArguments arguments) {
        ProtocolCommand command = arguments.getCommand();
        if (command == Command.CLIENT
                && arguments.size() > 1
                && isReply(arguments.get(1).getRaw())) {
            return SILENCES;
        }
        // What is no Command is a module's, or spelt out by the application.
        CommandKind kind = command instanceof Command known ? KINDS.get(known) : BY_NAME.get(name(command));
        return kind == null ? ORDINARY : kind;
    }

    static String name(ProtocolCommand command) {
        return upperCase(command.getRaw());
    }

    private static boolean isReply(byte[] subcommand) {
        return upperCase(subcommand).equals("REPLY");
    }

    private static String upperCase(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }
}
