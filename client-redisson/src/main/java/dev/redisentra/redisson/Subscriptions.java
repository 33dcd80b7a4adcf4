package dev.redisentra.redisson;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.redisson.client.ChannelName;
import org.redisson.client.RedisPubSubConnection;

/**
 * What a connection subscribes to, as commands to leave it all and to take it up again. In RESP2 a server takes an AUTH
 * from nobody who subscribes. Redis runs what arrives together without serving others in between, so that nothing is
 * published between the two.
 *
 * <p>They go past Redisson, whose decoder makes nothing of confirmations that it does not expect: to it, and to its
 * listeners, nothing has changed.
 */
final class Subscriptions {
    private final RedisPubSubConnection connection;

    Subscriptions(RedisPubSubConnection connection) {
        this.connection = connection;
    }

    ByteBuf leave() {
        return commands("UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE");
    }

    ByteBuf resume() {
        return commands("SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE");
    }

    private ByteBuf commands(String forChannels, String forPatterns, String forSharded) {
        ByteBuf commands = Unpooled.buffer();
        write(commands, forChannels, connection.getChannels().keySet());
        write(commands, forPatterns, connection.getPatternChannels().keySet());
        write(commands, forSharded, connection.getShardedChannels().keySet());
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
