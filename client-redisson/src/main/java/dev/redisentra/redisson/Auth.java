package dev.redisentra.redisson;

import java.util.concurrent.CompletableFuture;

import dev.redisentra.core.auth.RedisCredential;
import io.netty.channel.Channel;
import org.redisson.client.RedisConnection;
import org.redisson.client.RedisPubSubConnection;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommands;

/** One AUTH on a live connection, sent in the way that what the connection is used for allows. */
final class Auth {
    private final Channel channel;
    private final CommandData<Void, ?> command;

    private Auth(Channel channel, CommandData<Void, ?> command) {
        this.channel = channel;
        this.command = command;
    }

    /** Sends it; to be called on the channel's event loop. */
    static Auth send(Channel channel, RedisCredential credential) {
        Object[] arguments = {credential.username(), credential.password().reveal()};
        Auth auth = new Auth(
                channel,
                RedisConnection.getFrom(channel) instanceof RedisPubSubConnection
                        ? new SubscriberAuth(arguments)
                        : new CommandData<Void, Void>(new CompletableFuture<>(), null, RedisCommands.AUTH, arguments));
        channel.writeAndFlush(auth.command).addListener(written -> {
            if (!written.isSuccess()) {
                auth.command.tryFailure(written.cause());
            } else if (auth.command instanceof SubscriberAuth sent) {
                sent.sent();
            }
        });
        return auth;
    }

    /** Completes when the server has answered, while Redisson's decoder is still busy; never if the connection goes. */
    CompletableFuture<?> answer() {
        return command.getPromise();
    }

    /** Gives the connection back to its use. To be called after the answer, when the decoder is through with it. */
    void settle() {
        if (command instanceof SubscriberAuth sent) {
            sent.stepAside(channel);
        }
    }
}
