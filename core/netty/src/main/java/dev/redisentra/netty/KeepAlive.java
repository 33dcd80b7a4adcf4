package dev.redisentra.netty;

import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has TCP find out whether anybody is still there, where the session cannot: while a command blocks, no PING can pass. As
 * fast as the session does elsewhere, where the transport knows how; a shorter time that somebody has set stays.
 */
final class KeepAlive {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);

    private static final int IDLE_SECONDS = 15;
    private static final int INTERVAL_SECONDS = 5;
    private static final int PROBES = 3;
    /** For how long what was sent may stay without TCP's own answer. */
    private static final int USER_TIMEOUT_MILLIS = 30_000;

    private record Limit(ChannelOption<Integer> option, int longest) {}

    private KeepAlive() {}

    static void set(Channel channel) {
        try {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            String transport = channel.getClass().getPackageName();
            List<Limit> limits = switch (transport) {
                case "io.netty.channel.socket.nio" -> Nio.LIMITS;
                case "io.netty.channel.epoll" -> Epoll.LIMITS;
                default -> List.of();
            };
            limits.forEach(limit -> shorten(channel.config(), limit));
        } catch (ChannelException | LinkageError e) {
            LOG.debug("TCP keeps the times that it has", e);
        }
    }

    private static void shorten(ChannelConfig config, Limit limit) {
        Integer present = config.getOption(limit.option);
        // 0 stands for the system's own, which is minutes or hours; null for an option that this system does not know.
        if (present != null && (present == 0 || present > limit.longest)) {
            config.setOption(limit.option, limit.longest);
        }
    }

    /** Loaded where that transport is in use, and so there. */
    private static final class Nio {
        private static final List<Limit> LIMITS = List.of(
                new Limit(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS),
                new Limit(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL_SECONDS),
                new Limit(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES));
    }

    /** Loaded where that transport is in use, and so there. */
    private static final class Epoll {
        private static final List<Limit> LIMITS = List.of(
                new Limit(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS),
                new Limit(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS),
                new Limit(EpollChannelOption.TCP_KEEPCNT, PROBES),
                new Limit(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS));
    }
}
