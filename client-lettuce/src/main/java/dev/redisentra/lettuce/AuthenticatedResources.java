package dev.redisentra.lettuce;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.auth.CredentialSource;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.EventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.tracing.Tracing;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.Timer;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;

/**
 * Client resources of which every new connection gets a {@link ReauthenticatingHandler}. All else is the adopted ones':
 * threads, timers, events, and their shutdown.
 *
 * <p>A view and not {@link ClientResources#mutate()}: that one makes a second event loop group, and wants to be shut
 * down as well.
 */
final class AuthenticatedResources implements ClientResources {
    private final ClientResources adopted;
    private final SocketAddressResolver addresses;
    private final NettyCustomizer customizer;

    private AuthenticatedResources(
            ClientResources adopted, CredentialSource source, Clock clock, SocketAddressResolver addresses) {
        this.adopted = adopted;
        this.addresses = addresses;
        NettyCustomizer theirs = adopted.nettyCustomizer();
        customizer = new NettyCustomizer() {
            @Override
            public void afterBootstrapInitialized(Bootstrap bootstrap) {
                theirs.afterBootstrapInitialized(bootstrap);
            }

            @Override
            public void afterChannelInitialized(Channel channel) {
                ReauthenticatingHandler.install(channel.pipeline(), source, clock);
                theirs.afterChannelInitialized(channel);
            }
        };
    }

    /** Resources on top of these; where these are such a view already, the new source takes the old one's place. */
    static ClientResources of(ClientResources resources, CredentialSource source, Clock clock) {
        return resources instanceof AuthenticatedResources view
                ? new AuthenticatedResources(view.adopted, source, clock, view.addresses)
                : new AuthenticatedResources(resources, source, clock, resources.socketAddressResolver());
    }

    /** The same with another way to find a node. */
    static ClientResources of(
            ClientResources resources, CredentialSource source, Clock clock, SocketAddressResolver addresses) {
        ClientResources base = resources instanceof AuthenticatedResources view ? view.adopted : resources;
        return new AuthenticatedResources(base, source, clock, addresses);
    }

    @Override
    public NettyCustomizer nettyCustomizer() {
        return customizer;
    }

    @Override
    public SocketAddressResolver socketAddressResolver() {
        return addresses;
    }

    /** A builder of resources without the view. */
    @Override
    public Builder mutate() {
        return adopted.mutate();
    }

    @Override
    public Future<Boolean> shutdown() {
        return adopted.shutdown();
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
        return adopted.shutdown(quietPeriod, timeout, timeUnit);
    }

    @Override
    public AddressResolverGroup<?> addressResolverGroup() {
        return adopted.addressResolverGroup();
    }

    @Override
    public EventPublisherOptions commandLatencyPublisherOptions() {
        return adopted.commandLatencyPublisherOptions();
    }

    @Override
    public CommandLatencyRecorder commandLatencyRecorder() {
        return adopted.commandLatencyRecorder();
    }

    @Override
    public int computationThreadPoolSize() {
        return adopted.computationThreadPoolSize();
    }

    @Override
    public EventBus eventBus() {
        return adopted.eventBus();
    }

    @Override
    public EventLoopGroupProvider eventLoopGroupProvider() {
        return adopted.eventLoopGroupProvider();
    }

    @Override
    public EventExecutorGroup eventExecutorGroup() {
        return adopted.eventExecutorGroup();
    }

    @Override
    public int ioThreadPoolSize() {
        return adopted.ioThreadPoolSize();
    }

    @Override
    public Delay reconnectDelay() {
        return adopted.reconnectDelay();
    }

    @Override
    public Timer timer() {
        return adopted.timer();
    }

    @Override
    public Tracing tracing() {
        return adopted.tracing();
    }
}
