package dev.redisentra.redisson;

import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.redisson.client.handler.CommandsQueue;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.CommandsData;
import org.redisson.client.protocol.QueueCommandHolder;
import org.redisson.client.protocol.RedisCommands;

/**
 * Sends a command that blocks in stretches, between which an AUTH can pass. To Redisson it is one command on one
 * connection: while a stretch is out it is the connection's current command, and the next one is queued in the moment in
 * which it is answered. So Redisson's own ways hold, when a connection is lost, a node goes, or a caller gives up.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each write has its promise
final class BlockingHandler extends ChannelOutboundHandlerAdapter {
    private final Supplier<Duration> longest;

    /** @param longest that a stretch may be, as of now */
    BlockingHandler(Supplier<Duration> longest) {
        this.longest = longest;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Stretch<?, ?> again) {
            // Redisson moves it here from a connection that was lost.
            send(ctx, again, promise);
        } else if (message instanceof CommandData<?, ?> command && command.isBlockingCommand()) {
            begin(ctx, message, command, false, promise);
        } else if (message instanceof CommandsData pair && isAsked(pair)) {
            begin(ctx, message, pair.getCommands().get(1), true, promise);
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

    private <T, R> void begin(
            ChannelHandlerContext ctx,
            Object message,
            CommandData<T, R> command,
            boolean asked,
            ChannelPromise promise) {
        Duration first = longest.get();
        BlockingCommand<T, R> blocking = BlockingCommand.of(command, first, asked);
        if (blocking == null) {
            ctx.write(message, promise);
        } else {
            send(ctx, blocking.stretch(first), promise);
        }
    }

    private <T, R> void send(ChannelHandlerContext ctx, Stretch<T, R> stretch, ChannelPromise promise) {
        stretch.whole().onNil(whole -> {
            Stretch<T, R> next = whole.stretch(longest.get());
            ChannelPromise sent = ctx.newPromise();
            sent.addListener(written -> {
                if (!written.isSuccess()) {
                    leaveBehind(ctx, next, sent);
                }
            });
            send(ctx, next, sent);
            ctx.flush();
        });
        stretch.whole().companions().forEach(companion -> ctx.write(companion, ctx.newPromise()));
        ctx.write(stretch, promise);
    }

    /** The nil was the last that came through: a connection that is lost has its blocking command in the queue. */
    private static void leaveBehind(ChannelHandlerContext ctx, Stretch<?, ?> stretch, ChannelPromise promise) {
        Deque<QueueCommandHolder> queue =
                ctx.channel().attr(CommandsQueue.COMMANDS_QUEUE).get();
        queue.addFirst(new QueueCommandHolder(stretch, promise));
    }
}
