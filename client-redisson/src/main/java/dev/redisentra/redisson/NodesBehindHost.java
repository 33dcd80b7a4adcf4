package dev.redisentra.redisson;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import dev.redisentra.core.spi.cluster.ClusterHost;
import io.netty.bootstrap.Bootstrap;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import org.redisson.client.DefaultNettyHook;
import org.redisson.client.NettyHook;

/**
 * Resolves the addresses of nodes that only the host of their cluster reaches to that host, at the node's port; all others as
 * before. Thread-safe.
 */
final class NodesBehindHost extends AddressResolverGroup<InetSocketAddress> {
    private final ClusterHost host;
    private final AddressResolverGroup<?> before;

    private NodesBehindHost(ClusterHost host, AddressResolverGroup<?> before) {
        this.host = host;
        this.before = before;
    }

    /** Has each connection of a client find the nodes. By a hook, for Redisson's own mapper moved between its versions. */
    static NettyHook hook(ClusterHost host) {
        return new DefaultNettyHook() {
            @Override
            public void afterBoostrapInitialization(Bootstrap bootstrap) {
                bootstrap.resolver(new NodesBehindHost(host, bootstrap.config().resolver()));
            }
        };
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Resolver(executor, before.getResolver(executor), host);
    }

    private static final class Resolver extends AbstractAddressResolver<InetSocketAddress> {
        private final AddressResolver<? extends SocketAddress> before;
        private final ClusterHost host;

        Resolver(EventExecutor executor, AddressResolver<? extends SocketAddress> before, ClusterHost host) {
            super(executor, InetSocketAddress.class);
            this.before = before;
            this.host = host;
        }

        private boolean isBehindHost(InetSocketAddress node) {
            return !node.isUnresolved() && host.standsFor(node.getAddress(), node.getPort());
        }

        private InetSocketAddress reached(InetSocketAddress node) {
            return isBehindHost(node) ? InetSocketAddress.createUnresolved(host.name(), node.getPort()) : node;
        }

        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return !isBehindHost(address) && before.isResolved(address);
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            before.resolve(reached(address)).addListener((FutureListener<SocketAddress>) found -> {
                if (found.isSuccess()) {
                    promise.trySuccess((InetSocketAddress) found.getNow());
                } else {
                    promise.tryFailure(found.cause());
                }
            });
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            before.resolveAll(reached(address)).addListener((Future<List<? extends SocketAddress>> found) -> {
                if (found.isSuccess()) {
                    promise.trySuccess(found.getNow().stream()
                            .map(InetSocketAddress.class::cast)
                            .toList());
                } else {
                    promise.tryFailure(found.cause());
                }
            });
        }

        /** What was before belongs to who made it. */
        @Override
        public void close() {}
    }
}
