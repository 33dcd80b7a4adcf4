package dev.redisentra.redisson;

import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnection;
import org.redisson.client.handler.CommandsQueue;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.CommandsData;
import org.redisson.client.protocol.QueueCommandHolder;
import org.redisson.client.protocol.RedisCommands;

/**
 * Sends a command that blocks in stretches, between which an AUTH can pass. To Redisson it is one command on one
 * connection: while a stretch is out it is the connection's current command, and the next one is queued in the moment in
 * which it is answered. So Redisson's own ways hold, when a connection is lost, a node goes, or a caller gives up.
 *
 * <p>One of them has a gap. Redisson closes the connections to a node whose role changes, and moves what it then sees to
 * be a connection's current command. What is just on its way to it, or behind an AUTH, it does not see. That is given
 * back to Redisson here, to be tried again.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each write has its promise
final class BlockingHandler extends ChannelDuplexHandler {
    /** Redisson moves what it sees in an instant, or tries each second. */
    private static final Duration MOVED_WITHIN = Duration.ofSeconds(5);

    private final Supplier<Duration> longest;

    @SuppressWarnings("NullAway.Init") // by Netty, in handlerAdded
    private ChannelHandlerContext ctx;

    /** @param longest that a stretch may be, as of now */
    BlockingHandler(Supplier<Duration> longest) {
        this.longest = longest;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
    }

    /** For how long a command may block on this connection. */
    Duration longest() {
        return longest.get();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Stretch<?, ?> found) {
            move(found, promise);
        } else if (message instanceof CommandData<?, ?> command && command.isBlockingCommand()) {
            begin(message, command, false, promise);
        } else if (message instanceof CommandsData pair && isAsked(pair)) {
            begin(message, pair.getCommands().get(1), true, promise);
        } else {
            ctx.write(message, promise);
        }
    }

    /** Whether a redirection has sent this to where its slot is on the move to. */
    private static boolean isAsked(CommandsData pair) {
        List<CommandData<?, ?>> commands = pair.getCommands();
        return commands.size() == 2
                && commands.get(0).getCommand() == RedisCommands.ASKING
                && commands.get(1).isBlockingCommand();
    }

    private void begin(Object message, CommandData<?, ?> command, boolean asked, ChannelPromise promise) {
        BlockingCommand<?, ?> blocking = BlockingCommand.of(command, asked, this);
        if (blocking == null) {
            ctx.write(message, promise);
        } else {
            send(blocking.current(), promise);
        }
    }

    private <T, R> void move(Stretch<T, R> found, ChannelPromise promise) {
        Stretch<T, R> moved = found.whole().move(found, this);
        if (moved == null) {
            promise.tryFailure(new CancellationException("Its caller has given it up."));
        } else {
            promise.addListener(written -> {
                if (!written.isSuccess()) {
                    giveBackUnlessMoved(moved);
                }
            });
            send(moved, promise);
        }
    }

    /** Sends the next stretch, in the moment in which the one before is answered. */
    void send(Stretch<?, ?> stretch) {
        ChannelPromise sent = ctx.newPromise();
        sent.addListener(written -> {
            if (!written.isSuccess()) {
                leaveBehind(stretch, sent);
            }
        });
        send(stretch, sent);
        ctx.flush();
    }

    private void send(Stretch<?, ?> stretch, ChannelPromise promise) {
        stretch.companions().forEach(companion -> ctx.write(companion, ctx.newPromise()));
        ctx.write(stretch, promise);
    }

    /** The nil was the last that came through: a connection that is lost has its blocking command in the queue. */
    private void leaveBehind(Stretch<?, ?> stretch, ChannelPromise promise) {
        queue().addFirst(new QueueCommandHolder(stretch, promise));
    }

    private Deque<QueueCommandHolder> queue() {
        return ctx.channel().attr(CommandsQueue.COMMANDS_QUEUE).get();
    }

    /** What the server would yet answer to it is for nobody: that ends with the connection, which Redisson replaces. */
    void withdraw(Stretch<?, ?> stretch) {
        ctx.executor().execute(() -> {
            if (!stretch.isAnswered()) {
                ctx.close();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        @Nullable Deque<QueueCommandHolder> queue = queue();
        if (queue != null && RedisConnection.getFrom(ctx.channel()).isClosed()) {
            for (QueueCommandHolder left : queue) {
                if (left.getCommand() instanceof Stretch<?, ?> stretch) {
                    giveBackUnlessMoved(stretch);
                }
            }
        }
        ctx.fireChannelInactive();
    }

    private <T, R> void giveBackUnlessMoved(Stretch<T, R> left) {
        ctx.executor().schedule(() -> left.whole().giveBack(left), MOVED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
}
