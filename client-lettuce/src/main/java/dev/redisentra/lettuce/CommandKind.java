package dev.redisentra.lettuce;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;

import static java.util.Map.entry;

/** What a command means for an AUTH that is to follow it, or to pass it. */
enum CommandKind {
    LOGS_IN,
    BEGINS_TRANSACTION,
    ENDS_TRANSACTION,

    /** {@code ASKING}, which is for the next command alone. */
    ASKS,

    /** {@code CLIENT}, of which {@code CACHING} is for the next command alone, too. */
    IS_CLIENT,

    /** If its arguments say so. */
    MAY_BLOCK,

    /** As nearly all are. */
    ORDINARY;

    /** By name, for not every Lettuce knows each of them. */
    private static final Map<String, CommandKind> BY_NAME = Map.ofEntries(
            entry("HELLO", LOGS_IN),
            entry("AUTH", LOGS_IN),
            entry("MULTI", BEGINS_TRANSACTION),
            entry("EXEC", ENDS_TRANSACTION),
            entry("DISCARD", ENDS_TRANSACTION),
            entry("ASKING", ASKS),
            entry("CLIENT", IS_CLIENT),
            entry("BLPOP", MAY_BLOCK),
            entry("BRPOP", MAY_BLOCK),
            entry("BLMOVE", MAY_BLOCK),
            entry("BLMOVEM", MAY_BLOCK),
            entry("BRPOPLPUSH", MAY_BLOCK),
            entry("BLMPOP", MAY_BLOCK),
            entry("BZPOPMIN", MAY_BLOCK),
            entry("BZPOPMAX", MAY_BLOCK),
            entry("BZMPOP", MAY_BLOCK),
            entry("XREAD", MAY_BLOCK),
            entry("XREADGROUP", MAY_BLOCK));

    /** Each command is looked up as it goes out, in a pipeline with little else to be done for it. */
    private static final Map<CommandType, CommandKind> BY_TYPE = new EnumMap<>(
            Arrays.stream(CommandType.values()).collect(Collectors.toMap(Function.identity(), CommandKind::named)));

    static CommandKind of(RedisCommand<?, ?, ?> command) {
        ProtocolKeyword type = command.getType();
        // What is no CommandType is a module's, or spelt out by the application.
        CommandKind known = type instanceof CommandType lettuces ? BY_TYPE.get(lettuces) : null;
        return known == null ? named(type) : known;
    }

    private static CommandKind named(ProtocolKeyword type) {
        return BY_NAME.getOrDefault(type.toString().toUpperCase(Locale.ROOT), ORDINARY);
    }
}
