package dev.redisentra.redisson;

import java.util.Map;

import org.redisson.client.ChannelName;
import org.redisson.client.RedisPubSubConnection;
import org.redisson.client.codec.Codec;
import org.redisson.client.protocol.pubsub.PubSubType;

/**
 * What a connection subscribes to, paused for an AUTH, which RESP2 knows no other place for. What is published meanwhile
 * is lost to it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write fails with its connection, and the next one subscribes again
final class Subscriptions {
    private final RedisPubSubConnection connection;
    private final Map<ChannelName, Codec> channels;
    private final Map<ChannelName, Codec> patterns;
    private final Map<ChannelName, Codec> shardedChannels;

    private Subscriptions(RedisPubSubConnection connection) {
        this.connection = connection;
        channels = Map.copyOf(connection.getChannels());
        patterns = Map.copyOf(connection.getPatternChannels());
        shardedChannels = Map.copyOf(connection.getShardedChannels());
    }

    static Subscriptions pause(RedisPubSubConnection connection) {
        Subscriptions present = new Subscriptions(connection);
        present.unsubscribe(PubSubType.UNSUBSCRIBE, present.channels);
        present.unsubscribe(PubSubType.PUNSUBSCRIBE, present.patterns);
        present.unsubscribe(PubSubType.SUNSUBSCRIBE, present.shardedChannels);
        return present;
    }

    void resume() {
        channels.forEach((channel, codec) -> connection.subscribe(codec, channel));
        patterns.forEach((pattern, codec) -> connection.psubscribe(codec, pattern));
        shardedChannels.forEach((channel, codec) -> connection.ssubscribe(codec, channel));
    }

    private void unsubscribe(PubSubType type, Map<ChannelName, Codec> names) {
        if (!names.isEmpty()) {
            connection.unsubscribe(type, names.keySet().toArray(new ChannelName[0]));
            // Or Redisson would tell their listeners at the next disconnect that they are unsubscribed.
            names.keySet().forEach(connection::removeDisconnectListener);
        }
    }
}
