package dev.redisentra.lettuce;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.netty.SessionHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Client resources of which every new connection gets a session. All else is the adopted ones': threads, timers, events,
 * and their shutdown.
 *
 * <p>A view and not {@link ClientResources#mutate()}: that one makes a second event loop group, and wants to be shut down
 * as well. A proxy, so that it has what the interface has in any version of Lettuce.
 */
final class AuthenticatedResources implements InvocationHandler {
    private final ClientResources adopted;
    private final SocketAddressResolver addresses;
    private final NettyCustomizer customizer;

    private AuthenticatedResources(ClientResources adopted, SocketAddressResolver addresses, Sessions sessions) {
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
                FirstFailure.install(channel.pipeline(), sessions);
                SessionHandler.install(channel, sessions);
                theirs.afterChannelInitialized(channel);
            }
        };
    }

    /** Resources on top of these. Where these are such a view already, that finds that there is a session, and gives way. */
    static ClientResources of(ClientResources resources, Sessions sessions) {
        return of(resources, resources.socketAddressResolver(), sessions);
    }

    /** The same with another way to find a node. */
    static ClientResources of(ClientResources resources, SocketAddressResolver addresses, Sessions sessions) {
        return (ClientResources) Proxy.newProxyInstance(
                ClientResources.class.getClassLoader(),
                new Class<?>[] {ClientResources.class},
                new AuthenticatedResources(resources, addresses, sessions));
    }

    @Override
    public @Nullable Object invoke(Object view, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "nettyCustomizer" -> customizer;
            case "socketAddressResolver" -> addresses;
            // Frameworks make resources of their own out of those that they are given.
            case "mutate" -> adopted.mutate().nettyCustomizer(customizer).socketAddressResolver(addresses);
            default -> {
                try {
                    yield method.invoke(adopted, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause() == null ? e : e.getCause();
                }
            }
        };
    }
}
