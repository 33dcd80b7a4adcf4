package dev.redisentra.redisson;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.redisson.client.ChannelName;
import org.redisson.client.RedisPubSubConnection;
import org.redisson.client.protocol.CommandData;

/**
 * What a connection subscribes to, as commands to leave it all and to take it up again. In RESP2 a server takes an AUTH
 * from nobody who subscribes. Redis runs what arrives together without serving others in between, so that nothing is
 * published between the two.
 *
 * <p>They go past Redisson, whose decoder makes nothing of confirmations that it does not expect: to it, and to its
 * listeners, nothing has changed.
 *
 * <p>Its place in the pipeline is next to the encoders, where a command comes by when it goes out. What Redisson says that
 * a connection subscribes to is ahead of that: it is changed by the caller, before the command is queued.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each write has its promise
final class Subscriptions extends ChannelOutboundHandlerAdapter {
    private final Set<ChannelName> channels = new LinkedHashSet<>();
    private final Set<ChannelName> patterns = new LinkedHashSet<>();
    private final Set<ChannelName> sharded = new LinkedHashSet<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof CommandData<?, ?> command) {
            List<ChannelName> names = names(command);
            switch (command.getCommand().getName()) {
                case "SUBSCRIBE" -> channels.addAll(names);
                case "PSUBSCRIBE" -> patterns.addAll(names);
                case "SSUBSCRIBE" -> sharded.addAll(names);
                case "UNSUBSCRIBE" -> names.forEach(channels::remove);
                case "PUNSUBSCRIBE" -> names.forEach(patterns::remove);
                case "SUNSUBSCRIBE" -> names.forEach(sharded::remove);
                default -> {}
            }
        }
        ctx.write(message, promise);
    }

    private static List<ChannelName> names(CommandData<?, ?> command) {
        return Arrays.stream(command.getParams())
                .filter(ChannelName.class::isInstance)
                .map(ChannelName.class::cast)
                .toList();
    }

    ByteBuf leave() {
        return commands("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE");
    }

    /** All but what Redisson is about to leave anyway. */
    ByteBuf resume(RedisPubSubConnection connection) {
        channels.retainAll(connection.getChannels().keySet());
        patterns.retainAll(connection.getPatternChannels().keySet());
        sharded.retainAll(connection.getShardedChannels().keySet());
        return commands("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE");
    }

    private ByteBuf commands(String forChannels, String forPatterns, String forSharded) {
        ByteBuf commands = Unpooled.buffer();
        write(commands, forChannels, channels);
        write(commands, forPatterns, patterns);
        write(commands, forSharded, sharded);
        return commands;
    }

    /** One by one: those that are sharded may be of several slots. */
    private static void write(ByteBuf commands, String command, Collection<ChannelName> names) {
        for (ChannelName name : names) {
            ByteBufUtil.writeAscii(commands, "*2\r\n");
            write(commands, command.getBytes(StandardCharsets.US_ASCII));
            write(commands, name.getName());
        }
    }

    private static void write(ByteBuf commands, byte[] argument) {
        ByteBufUtil.writeAscii(commands, "$" + argument.length + "\r\n");
        commands.writeBytes(argument);
        ByteBufUtil.writeAscii(commands, "\r\n");
    }
}
