package dev.redisentra.netty;

import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.spi.session.Session;
import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.core.spi.session.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session of one connection, in its pipeline. A buffer that the session passes as it is goes on as it came: the
 * same object, with its promise. One that it cuts goes on in slices, with the session's own bytes between them.
 *
 * <p>What the session asks for is done after its call has returned: a client that hears something may write again at
 * once, and the session takes one call at a time. What comes while it is at work, from a listener of its events for
 * example, waits for that, too.
 *
 * <p>All state belongs to the channel's event loop.
 */
public final class SessionHandler extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SessionHandler.class);
    private static final String NAME = SessionHandler.class.getName();

    private final Sessions sessions;
    private final Passage outbound;
    private final Passage inbound;
    private final Queue<Part> toServer = new ArrayDeque<>();
    /** What came while the session was at work. */
    private final Queue<Runnable> afterwards = new ArrayDeque<>();

    private @Nullable Session session;
    private boolean atWork;
    private boolean writing;
    private boolean handingOver;
    private boolean flushes;
    private boolean closes;
    private boolean ended;

    SessionHandler(Sessions sessions) {
        this.sessions = sessions;
        // One for both, for the session looks at one at a time.
        Window window = new Window();
        outbound = new Passage(Direction.TO_SERVER, window);
        inbound = new Passage(Direction.TO_CLIENT, window);
    }

    /**
     * Puts a session into the pipeline of a new connection, directly behind Netty's handler for TLS. A connection without
     * TLS is left as it is, and so is one that has a session already.
     */
    public static void install(Channel channel, Sessions sessions) {
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls != null && pipeline.get(NAME) == null) {
            KeepAlive.set(channel);
            pipeline.addAfter(tls.name(), NAME, new SessionHandler(sessions));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        session = sessions.open(new Line(ctx));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    private void end() {
        ended = true;
        if (session != null) {
            session.closed();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf buffer)) {
            var unused = ctx.write(message, promise); // the promise tells
        } else if (atWork) {
            afterwards.add(() -> write(ctx, buffer, promise));
        } else if (!promise.setUncancellable()) { // Netty would drop later what the session has counted
            buffer.release();
        } else if (ended || session == null) {
            buffer.release();
            promise.tryFailure(new ClosedChannelException());
        } else {
            outbound.begin(buffer);
            work(ctx, session, outbound);
            settle(ctx, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (atWork || writing) {
            flushes = true;
        } else {
            ctx.flush();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf buffer)) {
            ctx.fireChannelRead(message);
        } else if (atWork) {
            afterwards.add(() -> channelRead(ctx, buffer));
        } else if (ended || session == null) {
            buffer.release();
        } else {
            inbound.begin(buffer);
            work(ctx, session, inbound);
            settle(ctx, null);
        }
    }

    private void wake(ChannelHandlerContext ctx) {
        if (!ended && session != null) {
            work(ctx, session, null);
            settle(ctx, null);
        }
    }

    private void work(ChannelHandlerContext ctx, Session at, @Nullable Passage passage) {
        boolean done = false;
        atWork = true;
        try {
            if (passage == null) {
                at.wake();
            } else {
                while (passage.left() > 0 && !closes) {
                    passage.look(at);
                }
                passage.end();
            }
            done = true;
        } finally {
            atWork = false;
            if (!done) { // nobody knows what has passed and what has not
                closes = true;
                outbound.drop();
                inbound.drop();
                close(ctx);
            }
        }
    }

    /**
     * Does what the session asked for. To the server first, for the client writes again as soon as it hears.
     *
     * @param promise of the client's write; null for no write of the client's
     */
    private void settle(ChannelHandlerContext ctx, @Nullable ChannelPromise promise) {
        if (closes) {
            outbound.drop();
            if (promise != null) {
                promise.tryFailure(new ClosedChannelException());
            }
        } else {
            write(ctx, promise);
        }
        for (Runnable next = afterwards.poll(); next != null; next = afterwards.poll()) {
            next.run();
        }
        if (flushes && !writing) {
            flushes = false;
            ctx.flush();
        }
        handOver(ctx);
        if (closes) {
            close(ctx);
        }
    }

    /** The last part keeps, or breaks, the client's promise. */
    private void write(ChannelHandlerContext ctx, @Nullable ChannelPromise promise) {
        ByteBuf part = outbound.poll();
        if (part == null && promise != null) {
            // Held back. For its client it is written, and to be sent again where the connection ends before its reply.
            promise.trySuccess();
        }
        while (part != null) {
            ByteBuf next = outbound.poll();
            ChannelPromise promised = next == null && promise != null ? promise : ctx.newPromise();
            if (writing || next != null || !toServer.isEmpty()) {
                toServer.add(new Part(part, promised));
            } else {
                var unused = ctx.write(part, promised);
            }
            part = next;
        }
        if (!writing) {
            writing = true;
            for (Part next = toServer.poll(); next != null; next = toServer.poll()) {
                var unused = ctx.write(next.bytes, next.promise);
            }
            writing = false;
        }
    }

    private void handOver(ChannelHandlerContext ctx) {
        if (handingOver) { // what is among the parts now is the next in that loop
            return;
        }
        handingOver = true;
        for (ByteBuf part = inbound.pollAll(ctx.alloc()); part != null; part = inbound.pollAll(ctx.alloc())) {
            ctx.fireChannelRead(part);
        }
        handingOver = false;
    }

    private void close(ChannelHandlerContext ctx) {
        if (!ended) {
            end();
            var unused = ctx.close();
        }
    }

    private record Part(ByteBuf bytes, ChannelPromise promise) {}

    /** What the session sees of the connection. */
    private final class Line implements Wire {
        private final ChannelHandlerContext ctx;

        Line(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public void toServer(byte[] bytes, int from, int to) {
            outbound.add(bytes, from, to, ctx.alloc());
        }

        @Override
        public void toClient(byte[] bytes, int from, int to) {
            inbound.add(bytes, from, to, ctx.alloc());
        }

        @Override
        public @Nullable String endpoint() {
            return ctx.channel().remoteAddress() instanceof InetSocketAddress address
                    ? address.getHostString() + ":" + address.getPort()
                    : null;
        }

        @Override
        public void flush() {
            flushes = true;
        }

        @Override
        public void wakeAfter(Duration delay) {
            try {
                if (delay.isZero()) {
                    ctx.executor().execute(() -> wake(ctx));
                } else {
                    var unused = ctx.executor().schedule(() -> wake(ctx), delay.toNanos(), TimeUnit.NANOSECONDS);
                }
            } catch (RejectedExecutionException e) {
                LOG.debug("The connection's thread has ended, and the connection with it", e);
            }
        }

        @Override
        public void close() {
            closes = true;
        }
    }
}
