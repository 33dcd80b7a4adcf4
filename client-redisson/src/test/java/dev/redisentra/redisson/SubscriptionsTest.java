package dev.redisentra.redisson;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.client.ChannelName;
import org.redisson.client.RedisPubSubConnection;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.pubsub.PubSubType;

import static org.assertj.core.api.Assertions.assertThat;

/** An AUTH goes out between the moment in which a caller leaves a channel and that in which the server is told. */
@SuppressWarnings("FutureReturnValueIgnored") // nothing is sent anywhere
class SubscriptionsTest {
    private static final ChannelName STAYS = new ChannelName("stays");
    private static final ChannelName CHANGES = new ChannelName("changes");

    private final Subscriptions subscriptions = new Subscriptions();
    private final Held held = new Held();
    private RedisPubSubConnection connection;

    /** As Redisson holds back what waits for its turn. */
    private static final class Held extends ChannelOutboundHandlerAdapter {
        private boolean all;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (!all) {
                ctx.write(message, promise);
            }
        }
    }

    @BeforeEach
    @SuppressWarnings("NullAway") // whose connection it is does not matter
    void connect() {
        EmbeddedChannel channel = new EmbeddedChannel(subscriptions, held);
        connection = new RedisPubSubConnection(null, channel, new CompletableFuture<>());
        connection.subscribe(StringCodec.INSTANCE, STAYS);
    }

    private static String text(ByteBuf commands) {
        return commands.toString(StandardCharsets.US_ASCII).replace("\r\n", " ");
    }

    private void assertCommands(String leave, String resume) {
        assertThat(text(subscriptions.leave())).isEqualTo(leave);
        assertThat(text(subscriptions.resume(connection))).isEqualTo(resume);
    }

    @Test
    void whatIsSubscribedIsLeftAndTakenUpAgain() {
        connection.psubscribe(StringCodec.INSTANCE, CHANGES);
        assertCommands(
                "*2 $11 UNSUBSCRIBE $5 stays *2 $12 PUNSUBSCRIBE $7 changes ",
                "*2 $9 SUBSCRIBE $5 stays *2 $10 PSUBSCRIBE $7 changes ");
    }

    @Test
    void whatIsAboutToBeLeftIsLeftAtOnceForTheServerTakesNoAuthBefore() {
        connection.subscribe(StringCodec.INSTANCE, CHANGES);
        held.all = true;
        connection.unsubscribe(PubSubType.UNSUBSCRIBE, CHANGES);
        assertCommands("*2 $11 UNSUBSCRIBE $5 stays *2 $11 UNSUBSCRIBE $7 changes ", "*2 $9 SUBSCRIBE $5 stays ");
    }

    @Test
    void whatIsAboutToBeSubscribedWaitsForItsTurn() {
        held.all = true;
        connection.subscribe(StringCodec.INSTANCE, CHANGES);
        assertCommands("*2 $11 UNSUBSCRIBE $5 stays ", "*2 $9 SUBSCRIBE $5 stays ");
    }

    @Test
    void whatHasBeenLeftIsForgotten() {
        connection.unsubscribe(PubSubType.UNSUBSCRIBE, STAYS);
        assertCommands("", "");
    }
}
