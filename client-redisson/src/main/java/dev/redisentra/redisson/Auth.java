package dev.redisentra.redisson;

import java.util.concurrent.CompletableFuture;

import dev.redisentra.core.auth.RedisCredential;
import io.netty.channel.Channel;
import org.redisson.client.RedisConnection;
import org.redisson.client.RedisPubSubConnection;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.RedisCommands;
import org.redisson.config.Protocol;

/** Sends AUTH on a live connection, in the way that what the connection is used for allows. */
final class Auth {
    private Auth() {}

    /** To be called on the channel's event loop; completes there, or never if the connection goes first. */
    static CompletableFuture<Void> send(Channel channel, RedisCredential credential) {
        Object[] arguments = {credential.username(), credential.password().reveal()};
        RedisConnection connection = RedisConnection.getFrom(channel);
        return connection instanceof RedisPubSubConnection subscriber
                ? send(channel, subscriber, new SubscriberAuth(arguments))
                : write(channel, new CommandData<>(new CompletableFuture<>(), null, RedisCommands.AUTH, arguments));
    }

    private static CompletableFuture<Void> send(
            Channel channel, RedisPubSubConnection subscriber, SubscriberAuth auth) {
        if (subscriber.getRedisClient().getConfig().getProtocol() == Protocol.RESP3) {
            return write(channel, auth)
                    .whenComplete((nothing, failure) -> channel.eventLoop().execute(() -> auth.stepAside(channel)));
        }
        Subscriptions paused = Subscriptions.pause(subscriber);
        return write(channel, auth)
                .whenComplete((nothing, failure) -> channel.eventLoop().execute(() -> {
                    auth.stepAside(channel);
                    paused.resume();
                }));
    }

    private static CompletableFuture<Void> write(Channel channel, CommandData<Void, Void> auth) {
        channel.writeAndFlush(auth).addListener(written -> {
            if (!written.isSuccess()) {
                auth.tryFailure(written.cause());
            }
        });
        return auth.getPromise();
    }
}
