package dev.redisentra.jedis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    private static final Map<String, CommandKind> BY_NAME =
            Arrays.stream(Command.values()).collect(Collectors.toMap(Command::name, CommandKind::of));

    static CommandKind of(CommandArguments arguments) {
        ProtocolCommand command = arguments.getCommand();
        if (command == Command.CLIENT
                && arguments.size() > 1
                && isReply(arguments.get(1).getRaw())) {
            return SILENCES;
        }
        // What is no Command is a module's, or spelt out by the application.
        return command instanceof Command known ? of(known) : BY_NAME.getOrDefault(name(command), ORDINARY);
    }

    private static CommandKind of(Command command) {
        return switch (command) {
            case MULTI -> BEGINS_TRANSACTION;
            case EXEC, DISCARD -> ENDS_TRANSACTION;
            case SUBSCRIBE, PSUBSCRIBE, SSUBSCRIBE -> SUBSCRIBES;
            case UNSUBSCRIBE, PUNSUBSCRIBE, SUNSUBSCRIBE -> UNSUBSCRIBES;
            case MONITOR -> MONITORS;
            case ASKING -> ASKS;
            default -> ORDINARY;
        };
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
