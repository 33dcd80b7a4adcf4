package dev.redisentra.redisson;

import java.util.concurrent.CompletableFuture;

import io.netty.channel.Channel;
import org.redisson.client.handler.CommandsQueuePubSub;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.QueueCommandHolder;
import org.redisson.client.protocol.RedisCommand;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.client.protocol.RedisStrictCommand;

/**
 * An AUTH on a connection that subscribes, where Redisson's own loses messages in two ways.
 *
 * <p>While an answer is due, Redisson decodes messages with its command's convertor, and the one of AUTH makes nothing
 * of everything. So this one goes out as Redisson's own, which masks it in logs, and comes back as one that leaves
 * replies as they are.
 *
 * <p>Where a command has its answer already, Redisson skips the next reply. When the answer, a message and half of
 * another arrive together, it has taken the answer and the message, keeps the command, and later skips the other
 * message. So this one never says that it is executed, and has to be told to step aside.
 */
final class SubscriberAuth extends CommandData<Void, Object> {
    private static final RedisCommand<Void> ANSWER = new RedisStrictCommand<>(RedisCommands.AUTH.getName());

    private volatile boolean sent;

    SubscriberAuth(Object[] arguments) {
        super(new CompletableFuture<>(), null, RedisCommands.AUTH, arguments);
    }

    @Override
    public RedisCommand<Void> getCommand() {
        return sent ? ANSWER : super.getCommand();
    }

    @Override
    public Object[] getParams() {
        return sent ? new Object[0] : super.getParams();
    }

    @Override
    public boolean isExecuted() {
        return false;
    }

    /** Whether it goes out now: Redisson queues it first, and sends it when what is before it has been answered. */
    boolean isCurrent(Channel channel) {
        QueueCommandHolder current =
                channel.attr(CommandsQueuePubSub.CURRENT_COMMAND).get();
        return current != null && current.getCommand() == this;
    }

    /** To be called when it has been written. */
    void sent() {
        sent = true;
    }

    /** Makes room for the next command. To be called when the decoder is through with the answer. */
    void stepAside(Channel channel) {
        CommandsQueuePubSub queue = channel.pipeline().get(CommandsQueuePubSub.class);
        if (queue != null && isCurrent(channel)) {
            queue.sendNextCommand(channel);
        }
    }
}
