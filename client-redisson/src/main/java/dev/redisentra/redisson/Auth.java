package dev.redisentra.redisson;

import java.util.concurrent.CompletableFuture;

import dev.redisentra.core.auth.RedisCredential;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnection;
import org.redisson.client.RedisPubSubConnection;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.config.Protocol;

/** One AUTH on a live connection, sent in the way that what the connection is used for allows. */
final class Auth {
    private final Channel channel;
    private final CommandData<Void, ?> command;
    private final @Nullable Subscriptions paused;

    private Auth(Channel channel, CommandData<Void, ?> command, @Nullable Subscriptions paused) {
        this.channel = channel;
        this.command = command;
        this.paused = paused;
    }

    /** Sends it; to be called on the channel's event loop. */
    static Auth send(Channel channel, RedisCredential credential) {
        RedisConnection connection = RedisConnection.getFrom(channel);
        Object[] arguments = {credential.username(), credential.password().reveal()};
        Auth auth;
        if (connection instanceof RedisPubSubConnection subscriber) {
            boolean mayStay = connection.getRedisClient().getConfig().getProtocol() == Protocol.RESP3;
            auth = new Auth(channel, new SubscriberAuth(arguments), mayStay ? null : Subscriptions.pause(subscriber));
        } else {
            auth = new Auth(
                    channel,
                    new CommandData<Void, Void>(new CompletableFuture<>(), null, RedisCommands.AUTH, arguments),
                    null);
        }
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
        if (paused != null) {
            paused.resume();
        }
    }
}
