package dev.redisentra.core.spi.session;

import java.util.Arrays;

/**
 * A command, as far as it matters to an AUTH that is to follow or to pass it. Told by the bytes of its name, in any case, as
 * the server does, however the client came to send it.
 */
enum CommandKind {
    /** As nearly all are: one command, one reply. */
    ORDINARY(Role.ORDINARY),

    AUTH(Role.LOGIN),
    HELLO(Role.LOGIN),
    RESET(Role.RESET),

    MULTI(Role.BEGINS_TRANSACTION),
    EXEC(Role.EXECUTES),
    DISCARD(Role.DISCARDS),

    ASKING(Role.ASKING),
    CLIENT(Role.CLIENT),

    SUBSCRIBE(Role.SUBSCRIBES),
    PSUBSCRIBE(Role.SUBSCRIBES),
    SSUBSCRIBE(Role.SUBSCRIBES),
    UNSUBSCRIBE(Role.UNSUBSCRIBES),
    PUNSUBSCRIBE(Role.UNSUBSCRIBES),
    SUNSUBSCRIBE(Role.UNSUBSCRIBES),

    BLPOP(Role.BLOCKS),
    BRPOP(Role.BLOCKS),
    BLMOVE(Role.BLOCKS),
    BLMOVEM(Role.BLOCKS),
    BRPOPLPUSH(Role.BLOCKS),
    BLMPOP(Role.BLOCKS),
    BZPOPMIN(Role.BLOCKS),
    BZPOPMAX(Role.BLOCKS),
    BZMPOP(Role.BLOCKS),
    XREAD(Role.BLOCKS),
    XREADGROUP(Role.BLOCKS),
    WAIT(Role.WAITS),
    WAITAOF(Role.WAITS),

    MONITOR(Role.STREAMS),
    SYNC(Role.STREAMS),
    PSYNC(Role.STREAMS);

    /** What a command does to the conversation. */
    enum Role {
        ORDINARY(false),
        LOGIN(true),
        RESET(false),
        BEGINS_TRANSACTION(false),
        /** {@code EXEC}, which ends a transaction even where it is refused. */
        EXECUTES(false),
        /** {@code DISCARD}, which ends one unless it is refused. */
        DISCARDS(false),
        /** {@code ASKING}, which is for the next command alone. */
        ASKING(true),
        /** {@code CLIENT}, of which {@code CACHING} is for the next command alone, and {@code REPLY} ends replies. */
        CLIENT(true),
        SUBSCRIBES(true),
        UNSUBSCRIBES(true),
        /** If its arguments say so. It can be sent in slices. */
        BLOCKS(true),
        /** For replicas or for the disk. It cannot be sent in slices: it answers how many there were, and not nil. */
        WAITS(false),
        /** What comes from then on answers no command. */
        STREAMS(false);

        private final boolean readsArguments;

        Role(boolean readsArguments) {
            this.readsArguments = readsArguments;
        }
    }

    private static final int LONGEST = 16;
    private static final CommandKind[][] BY_LENGTH = byLength();

    private final Role role;

    CommandKind(Role role) {
        this.role = role;
    }

    private static CommandKind[][] byLength() {
        CommandKind[][] kinds = new CommandKind[LONGEST + 1][];
        for (int length = 0; length <= LONGEST; length++) {
            int wanted = length;
            kinds[length] = Arrays.stream(values())
                    .filter(kind -> kind != ORDINARY && kind.name().length() == wanted)
                    .toArray(CommandKind[]::new);
        }
        return kinds;
    }

    /** The one of this name. */
    static CommandKind of(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            return ORDINARY;
        }
        for (CommandKind kind : BY_LENGTH[length]) {
            if (isNamed(kind.name(), bytes, from)) {
                return kind;
            }
        }
        return ORDINARY;
    }

    private static boolean isNamed(String name, byte[] bytes, int from) {
        for (int i = 0; i < name.length(); i++) {
            if ((bytes[from + i] & ~0x20) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    Role role() {
        return role;
    }

    /** Whether it has to be there as a whole before anything of it may go out. */
    boolean readsArguments() {
        return role.readsArguments;
    }
}
