package dev.redisentra.testkit;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection and the one behind it. Both live on one event loop; when either closes, what it sent is
 * delivered and the other closes too.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a failed write means for us arrives as the channel's close
final class FrontConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(FrontConnection.class);

    private final int backendPort;
    private final AuthRewriter rewriter;
    private final Runnable entered;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private @Nullable Channel backend;
    private boolean closed;

    FrontConnection(int backendPort, AuthRewriter rewriter, Runnable entered) {
        this.backendPort = backendPort;
        this.rewriter = rewriter;
        this.entered = entered;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            entered.run();
            context.channel().config().setAutoRead(false);
            new Bootstrap()
                    .group(context.channel().eventLoop())
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
                    .handler(new Replies(context.channel()))
                    .connect(InetAddress.getLoopbackAddress(), backendPort)
                    .addListener((ChannelFuture connecting) -> connected(context, connecting));
        }
        super.userEventTriggered(context, event);
    }

    private void connected(ChannelHandlerContext context, ChannelFuture connecting) {
        if (!connecting.isSuccess()) {
            context.close();
            return;
        }
        if (closed) {
            connecting.channel().close();
            return;
        }
        Channel channel = connecting.channel();
        backend = channel;
        early.forEach(channel::write);
        early.clear();
        channel.flush();
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel to = backend;
        rewriter.rewrite((ByteBuf) message, part -> {
            if (to != null) {
                to.write(part);
            } else {
                early.add(part);
            }
        });
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Channel to = backend;
        if (to != null) {
            to.flush();
            // A slow server slows its client down; nothing piles up in between.
            context.channel().config().setAutoRead(to.isWritable());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Channel from = backend;
        if (from != null) {
            from.config().setAutoRead(context.channel().isWritable());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        rewriter.release();
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        if (backend != null) {
            deliverAndClose(backend);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("A client's connection ends: {}", cause.toString());
        context.close();
    }

    private static void deliverAndClose(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** The server's side: every byte passes as it is. */
    private static final class Replies extends ChannelInboundHandlerAdapter {
        private final Channel client;

        Replies(Channel client) {
            this.client = client;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            client.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            client.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            client.config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            deliverAndClose(client);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            log.debug("A connection to the server ends: {}", cause.toString());
            context.close();
        }
    }
}
