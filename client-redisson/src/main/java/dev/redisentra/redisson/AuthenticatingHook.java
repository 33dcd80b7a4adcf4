package dev.redisentra.redisson;

import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.netty.SessionHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import org.redisson.client.NettyHook;

/** Gives each connection, whatever Redisson opens it for, its session. */
final class AuthenticatingHook implements NettyHook {
    private final NettyHook adopters;
    private final Sessions sessions;

    /** In front of the hook that a configuration has already. One of ours finds that there is a session, and gives way. */
    AuthenticatingHook(NettyHook adopters, Sessions sessions) {
        this.adopters = adopters;
        this.sessions = sessions;
    }

    @Override
    public void afterBoostrapInitialization(Bootstrap bootstrap) {
        adopters.afterBoostrapInitialization(bootstrap);
    }

    @Override
    public void afterChannelInitialization(Channel channel) {
        SessionHandler.install(channel, sessions);
        adopters.afterChannelInitialization(channel);
    }
}
