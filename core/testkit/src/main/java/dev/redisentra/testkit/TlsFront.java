package dev.redisentra.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The TLS port of one node, as Azure shows it. It ends TLS, replaces the credentials in what a client sends, and passes
 * all else in both directions: it never answers by itself. Thread-safe.
 */
final class TlsFront implements AutoCloseable {
    private record Backend(int port, AuthRewriter.Credentials credentials, AuthsSeen seen) {}

    private final EventLoopGroup group;
    private final SslContext tls;
    private final ChannelGroup clients;
    private final LongAdder opened = new LongAdder();
    private volatile @Nullable Backend backend;
    private volatile @Nullable Channel listener;
    private final int port;

    /** Listens from now on, so that the port is known to whom it must be announced; {@link #serve} opens the way. */
    TlsFront(EventLoopGroup group, SslContext tls) {
        this.group = group;
        this.clients = new DefaultChannelGroup(group.next());
        this.tls = tls;
        Channel channel = listen(0);
        this.listener = channel;
        this.port = ((InetSocketAddress) channel.localAddress()).getPort();
    }

    int port() {
        return port;
    }

    void serve(int port, AuthRewriter.Credentials credentials, AuthsSeen seen) {
        backend = new Backend(port, credentials, seen);
    }

    long opened() {
        return opened.sum();
    }

    long open() {
        return clients.size();
    }

    /** Closes all connections, and takes new ones. */
    void drop() {
        await(clients.close());
    }

    /** Closes one connection, whichever; says whether there was one. */
    boolean dropOne() {
        Optional<Channel> one = clients.stream().filter(Channel::isOpen).findAny();
        one.ifPresent(client -> await(client.close()));
        return one.isPresent();
    }

    /** Refuses connections until {@link #accept}; closes those there are. */
    synchronized void refuse() {
        Channel channel = listener;
        if (channel != null) {
            await(channel.close());
            listener = null;
        }
        drop();
    }

    synchronized void accept() {
        if (listener == null) {
            listener = listen(port);
        }
    }

    @Override
    public void close() {
        refuse();
    }

    private Channel listen(int at) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for this close
                    protected void initChannel(SocketChannel channel) {
                        Backend to = backend;
                        if (to == null) {
                            channel.close();
                            return;
                        }
                        channel.pipeline()
                                .addLast(
                                        tls.newHandler(channel.alloc()),
                                        new FrontConnection(
                                                to.port,
                                                new AuthRewriter(to.credentials, to.seen),
                                                () -> entered(channel)));
                    }
                });
        return bootstrap
                .bind(InetAddress.getLoopbackAddress(), at)
                .syncUninterruptibly()
                .channel();
    }

    private void entered(Channel channel) {
        opened.increment();
        clients.add(channel);
    }

    private static void await(Future<?> closing) {
        if (!closing.awaitUninterruptibly(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The TLS front did not close its connections in 10 s");
        }
    }
}
