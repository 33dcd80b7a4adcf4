package dev.redisentra.lettuce;

import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;

import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.spi.session.Sessions;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Has who connects without a credential be told so, each time. Lettuce's handshake begins as soon as TCP has connected, and
 * where it fails at once the connection is closed before Lettuce, on another thread, comes to look for its outcome: it then
 * tells that a handler is missing. So the connection counts as made when the handshake has begun, and as failed, with the
 * reason, where it is closed before.
 */
final class FirstFailure extends ChannelDuplexHandler {
    private final Sessions sessions;
    private @Nullable ChannelPromise connecting;

    FirstFailure(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Puts it in front of Lettuce's own handlers, where there is TLS: without, no credential is asked for. */
    static void install(ChannelPipeline pipeline, Sessions sessions) {
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls != null && pipeline.get(FirstFailure.class) == null) {
            pipeline.addAfter(tls.name(), null, new FirstFailure(sessions));
        }
    }

    @Override
    public void connect(
            ChannelHandlerContext ctx, SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
        connecting = promise;
        ChannelPromise connected = ctx.newPromise();
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                promise.tryFailure(done.cause());
            }
        });
        promise.addListener(done -> {
            if (done.isCancelled()) {
                connected.cancel(false);
            }
        });
        var unused = ctx.connect(remote, local, connected);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        if (connecting != null) {
            connecting.trySuccess();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (connecting != null && !connecting.isDone()) {
            connecting.tryFailure(reason());
        }
        var unused = ctx.close(promise);
    }

    private Throwable reason() {
        try {
            sessions.credential();
            return new ClosedChannelException();
        } catch (AuthException none) {
            return none;
        }
    }
}
