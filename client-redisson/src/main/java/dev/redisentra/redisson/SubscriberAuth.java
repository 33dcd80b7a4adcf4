package dev.redisentra.redisson;

import java.util.concurrent.CompletableFuture;

import io.netty.channel.Channel;
import org.redisson.client.handler.CommandsQueuePubSub;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.QueueCommandHolder;
import org.redisson.client.protocol.RedisCommands;

/**
 * An AUTH on a connection that subscribes.
 *
 * <p>Redisson's decoder skips one reply where the command at hand is executed already. When an AUTH's reply, a message
 * and half of another arrive together, it has taken the reply and the message, keeps the command, and later skips the
 * other message, which is lost. So this one is never executed, and is to be told to step aside.
 */
final class SubscriberAuth extends CommandData<Void, Void> {
    SubscriberAuth(Object[] arguments) {
        super(new CompletableFuture<>(), null, RedisCommands.AUTH, arguments);
    }

    @Override
    public boolean isExecuted() {
        return false;
    }

    /** Makes room for the next command. To be called when the decoder is through with the reply. */
    void stepAside(Channel channel) {
        QueueCommandHolder current =
                channel.attr(CommandsQueuePubSub.CURRENT_COMMAND).get();
        CommandsQueuePubSub queue = channel.pipeline().get(CommandsQueuePubSub.class);
        if (queue != null && current != null && current.getCommand() == this) {
            queue.sendNextCommand(channel);
        }
    }
}
