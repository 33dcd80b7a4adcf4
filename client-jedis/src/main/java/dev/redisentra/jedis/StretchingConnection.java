package dev.redisentra.jedis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.redisentra.core.blocking.BlockingCall;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.SafeEncoder;

/**
 * A connection whose commands block for a stretch at a time, so that an AUTH can pass between two of them. State of its
 * owner's, and of whoever reads for it.
 */
abstract class StretchingConnection extends Connection {
    private @Nullable CommandArguments stretch;
    private boolean nil;

    StretchingConnection(Connection.Builder builder) {
        super(builder);
    }

    /** Whether a command that is sent now blocks as it is, or not at all. */
    abstract boolean blocksInOneGo();

    abstract Duration longestStretch();

    /** What to send instead of these. */
    final CommandArguments stretchOf(CommandArguments arguments) {
        return stretch != null && arguments.isBlocking() ? stretch : arguments;
    }

    /** Takes note of a reply to the owner. */
    final void answered(@Nullable Object reply) {
        nil = reply == null;
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
        BlockingCall call = blockingCall(command.getArguments());
        return call == null ? super.executeCommand(command) : inStretches(command, call);
    }

    private @Nullable BlockingCall blockingCall(CommandArguments arguments) {
        if (!arguments.isBlocking() || blocksInOneGo()) {
            return null;
        }
        List<byte[]> rest = new ArrayList<>();
        for (int i = 1; i < arguments.size(); i++) {
            rest.add(arguments.get(i).getRaw());
        }
        return BlockingCall.of(CommandKind.name(arguments.getCommand()), rest)
                .filter(call -> call.outlasts(longestStretch()))
                .orElse(null);
    }

    /** The caller's command goes out with the arguments of a stretch each time, under its own hooks (ASKING). */
    private <T> T inStretches(CommandObject<T> command, BlockingCall call) {
        List<byte[]> tails = call.tails();
        if (!tails.isEmpty()) {
            call.readFrom(tails.stream().map(this::lastId).toList());
        }
        try {
            T result;
            do {
                stretch = new CommandArguments(command.getArguments().getCommand())
                        .addObjects(call.stretch(longestStretch()));
                result = super.executeCommand(command);
            } while (nil && !call.isOver());
            return result;
        } finally {
            stretch = null;
        }
    }

    private @Nullable String lastId(byte[] stream) {
        List<?> last = (List<?>) super.executeCommand(new CommandArguments(Protocol.Command.XREVRANGE)
                .key(stream)
                .add("+")
                .add("-")
                .add(Protocol.Keyword.COUNT)
                .add(1));
        return last.isEmpty() ? null : SafeEncoder.encode((byte[]) ((List<?>) last.get(0)).get(0));
    }
}
