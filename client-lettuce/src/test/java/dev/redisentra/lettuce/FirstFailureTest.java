package dev.redisentra.lettuce;

import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.core.auth.AuthException;
import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a connection is that ends as it begins; which thread is faster cannot be had on purpose with Lettuce itself. */
@WithLocalAzure
class FirstFailureTest {
    private static final InetSocketAddress REDIS = new InetSocketAddress("localhost", 6380);

    private final CommandedSource source;
    private final AtomicBoolean handshakeFails = new AtomicBoolean();
    private final EmbeddedChannel channel;

    FirstFailureTest(LocalAzure azure) {
        source = new CommandedSource(azure.identity(), Duration.ofSeconds(1));
        Sessions sessions = new Sessions("lettuce", source, Instant::now, System::nanoTime, Duration.ofSeconds(1));
        channel = new EmbeddedChannel(new Tcp(), new FirstFailure(sessions), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                if (handshakeFails.get()) {
                    var unused = ctx.close();
                }
            }
        });
    }

    /** Connects at once. */
    private static final class Tcp extends ChannelOutboundHandlerAdapter {
        @Override
        public void connect(
                ChannelHandlerContext ctx,
                java.net.SocketAddress remote,
                java.net.@Nullable SocketAddress local,
                ChannelPromise promise) {
            promise.setSuccess();
        }
    }

    @Test
    void aConnectionIsMadeWhenItsHandshakeHasBegun() {
        ChannelFuture connected = channel.connect(REDIS);
        assertThat(connected.isDone()).isFalse();
        channel.pipeline().fireChannelActive();
        assertThat(connected.isSuccess()).isTrue();
    }

    @Test
    void withoutACredentialItFailsAndSaysWhy() {
        handshakeFails.set(true);
        source.runDry();
        ChannelFuture connected = channel.connect(REDIS);
        channel.pipeline().fireChannelActive();
        assertThat(connected.cause()).isInstanceOf(AuthException.class).hasMessageContaining("Nothing came.");
    }

    @Test
    void withACredentialItIsClosedForAnotherReason() {
        handshakeFails.set(true);
        ChannelFuture connected = channel.connect(REDIS);
        channel.pipeline().fireChannelActive();
        assertThat(connected.cause()).isInstanceOf(ClosedChannelException.class);
    }
}
