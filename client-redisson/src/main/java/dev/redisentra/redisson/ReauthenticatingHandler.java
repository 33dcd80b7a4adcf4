package dev.redisentra.redisson;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.renewal.CarriedCredential;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisConnection;
import org.redisson.client.RedisWrongPasswordException;
import org.redisson.client.protocol.CommandData;
import org.redisson.client.protocol.CommandsData;
import org.redisson.config.Protocol;

/**
 * Keeps one connection logged in: after each renewal it sends an AUTH with the newer credential.
 *
 * <p>It stands last in the pipeline, and so sees the commands in the order in which they go out: an AUTH is held back
 * while a transaction is open, where the server would queue it among the transaction's replies, and while a batch is out
 * whose results are skipped, for Redisson takes all that it then receives for that batch's answer. Its AUTHs have no
 * time-out: one that waits behind a command that blocks, for a stretch at most, is not taken for a failure.
 *
 * <p>All state belongs to the channel's event loop. It listens to the source for as long as it is in the pipeline, which
 * Netty ends when the channel closes.
 */
final class ReauthenticatingHandler extends ChannelDuplexHandler {
    /** Redisson's name in events. */
    private static final String CLIENT = "redisson";

    private final CredentialSource source;
    private final CarriedCredential credential;

    private CredentialSource.Registration registration = () -> {};
    private @Nullable CompletableFuture<?> inFlight;
    private @Nullable Future<?> scheduled;
    private boolean loggedIn;
    private boolean inTransaction;
    private int skippingBatches;
    private boolean heldBack;

    ReauthenticatingHandler(CredentialSource source, Clock clock) {
        this.source = source;
        this.credential = new CarriedCredential(CLIENT, source, clock);
    }

    /** Comes before the handshake, which asks for the current credential itself. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        registration = source.listen(event -> {
            if (event instanceof AuthEvent.Renewed) {
                ctx.executor().execute(() -> schedule(ctx, credential.spread()));
            }
        });
        credential.logsIn();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        registration.close();
        cancel(scheduled);
    }

    /** Redisson lets this come by when the handshake is done. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        loggedIn = true;
        ctx.fireChannelActive();
        authenticate(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof SubscriberAuth auth && isResp2(ctx) && auth.isCurrent(ctx.channel())) {
            betweenSubscriptions(ctx, auth, promise);
            return;
        }
        if (message instanceof CommandsData batch) {
            batch.getCommands().forEach(this::observe);
            if (batch.isSkipResult()) {
                skippingBatches++;
                var unused = batch.getPromise()
                        .whenComplete((nothing, failure) -> ctx.executor().execute(() -> {
                            skippingBatches--;
                            sendHeldBack(ctx);
                        }));
            }
        } else if (message instanceof CommandData<?, ?> command) {
            observe(command);
        }
        super.write(ctx, message, promise);
        sendHeldBack(ctx);
    }

    /** The one flush that follows sends all three together. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails, fails with the connection
    private static void betweenSubscriptions(ChannelHandlerContext ctx, SubscriberAuth auth, ChannelPromise promise) {
        Subscriptions subscriptions = ctx.pipeline().get(Subscriptions.class);
        ctx.write(subscriptions.leave());
        ctx.write(auth, promise);
        ctx.write(subscriptions.resume(RedisConnection.getFrom(ctx.channel())));
    }

    private static boolean isResp2(ChannelHandlerContext ctx) {
        return RedisConnection.getFrom(ctx.channel())
                        .getRedisClient()
                        .getConfig()
                        .getProtocol()
                == Protocol.RESP2;
    }

    private void sendHeldBack(ChannelHandlerContext ctx) {
        if (heldBack && mayPass()) {
            authenticate(ctx);
        }
    }

    private boolean mayPass() {
        return !inTransaction && skippingBatches == 0;
    }

    /** For how long a command on this connection may block at a stretch. */
    Duration stretch() {
        return credential.stretch();
    }

    private void observe(CommandData<?, ?> command) {
        switch (command.getCommand().getName()) {
            case "MULTI" -> inTransaction = true;
            case "EXEC", "DISCARD" -> inTransaction = false;
            case "HELLO", "AUTH" -> {
                if (!loggedIn) {
                    var unused = command.getPromise().whenComplete((answer, failure) -> loginRefused(failure));
                }
            }
            default -> {}
        }
    }

    private void schedule(ChannelHandlerContext ctx, Duration delay) {
        cancel(scheduled);
        if (!ctx.isRemoved()) {
            scheduled = ctx.executor().schedule(() -> authenticate(ctx), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void authenticate(ChannelHandlerContext ctx) {
        heldBack = !mayPass();
        // One at a time: a later renewal is looked for when the one in flight is answered.
        if (heldBack || inFlight != null || !loggedIn || ctx.isRemoved()) {
            return;
        }
        RedisCredential due = credential.due();
        if (due == null) {
            return;
        }
        Auth auth = Auth.send(ctx.channel(), due);
        inFlight = auth.answer()
                .whenComplete((nothing, failure) -> ctx.executor().execute(() -> {
                    if (!ctx.isRemoved()) {
                        auth.settle();
                        answered(ctx, due, failure);
                    }
                }));
    }

    private void answered(ChannelHandlerContext ctx, RedisCredential sent, @Nullable Throwable failure) {
        inFlight = null;
        if (failure == null) {
            credential.accepted(sent);
            authenticate(ctx);
            return;
        }
        Duration pause = credential.refused(failure);
        if (pause != null) {
            schedule(ctx, pause);
        }
    }

    private void loginRefused(Throwable failure) {
        if (failure instanceof RedisWrongPasswordException) {
            credential.loginRefused(failure);
        }
    }
}
