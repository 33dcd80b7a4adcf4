package dev.redisentra.redisson;

import java.time.Clock;

import dev.redisentra.core.auth.CredentialSource;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.redisson.client.NettyHook;
import org.redisson.client.handler.CommandsQueuePubSub;

/** Gives each connection, whatever Redisson opens it for, its {@link ReauthenticatingHandler}. */
final class AuthenticatingHook implements NettyHook {
    private final NettyHook adopters;
    private final CredentialSource source;
    private final Clock clock;

    /** In front of the hook that a configuration has already; one of ours gives way. */
    AuthenticatingHook(NettyHook present, CredentialSource source, Clock clock) {
        this.adopters = present instanceof AuthenticatingHook ours ? ours.adopters : present;
        this.source = source;
        this.clock = clock;
    }

    @Override
    public void afterBoostrapInitialization(Bootstrap bootstrap) {
        adopters.afterBoostrapInitialization(bootstrap);
    }

    @Override
    public void afterChannelInitialization(Channel channel) {
        ChannelHandlerContext subscriber = channel.pipeline().context(CommandsQueuePubSub.class);
        if (subscriber != null) {
            channel.pipeline().addBefore(subscriber.name(), null, new Subscriptions());
        }
        ReauthenticatingHandler reauthenticating = new ReauthenticatingHandler(source, clock);
        // Last, where commands come by before they are encoded.
        channel.pipeline().addLast(reauthenticating, new BlockingHandler(reauthenticating::stretch));
        adopters.afterChannelInitialization(channel);
    }
}
