package dev.redisentra.lettuce;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.redisentra.core.auth.AuthEvent;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.RedisCredential;
import dev.redisentra.core.renewal.CarriedCredential;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.PubSubCommandHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection logged in: after each renewal it sends an AUTH with the newer credential.
 *
 * <p>{@link BlockingHandler} tells it the commands in the order in which they go out: an AUTH is held back while a
 * transaction is open, where the server would queue it among the transaction's replies. Its AUTHs travel the way of
 * Lettuce's handshake, straight into the channel, past the endpoint with its command timeout and its buffer: one that
 * waits behind a blocking command is not taken for a failure, and none is replayed on the next connection.
 *
 * <p>All state belongs to the channel's event loop. It listens to the source for as long as the channel is active.
 */
final class ReauthenticatingHandler extends ChannelInboundHandlerAdapter {
    /** Lettuce's name in events. */
    private static final String CLIENT = "lettuce";

    private final Channel channel;
    private final CredentialSource source;
    private final CarriedCredential credential;
    /** Null in RESP3, and where nobody subscribes. */
    private @Nullable Resp2Subscriber subscriber;

    private CredentialSource.Registration registration = () -> {};
    private @Nullable RedisCommand<?, ?, ?> transaction;
    private @Nullable AsyncCommand<?, ?, ?> inFlight;
    private @Nullable Future<?> scheduled;
    private boolean loggedIn;
    private boolean nextIsAwaited;
    private boolean heldBack;

    private ReauthenticatingHandler(
            Channel channel, CredentialSource source, Clock clock, @Nullable Resp2Subscriber subscriber) {
        this.channel = channel;
        this.source = source;
        this.credential = new CarriedCredential(CLIENT, source, clock);
        this.subscriber = subscriber;
    }

    /** Adds it, and what works together with it, to the pipeline of a new connection. */
    static void install(ChannelPipeline pipeline, CredentialSource source, Clock clock) {
        // Which protocol it speaks is known after the handshake.
        Resp2Subscriber subscriber = pipeline.get(PubSubCommandHandler.class) != null ? new Resp2Subscriber() : null;
        ReauthenticatingHandler handler = new ReauthenticatingHandler(pipeline.channel(), source, clock, subscriber);
        pipeline.addAfter(
                pipeline.context(CommandEncoder.class).name(), ReauthenticatingHandler.class.getName(), handler);
        pipeline.addAfter(
                pipeline.context(CommandHandler.class).name(),
                BlockingHandler.class.getName(),
                new BlockingHandler(handler));
        pipeline.addAfter(
                BlockingHandler.class.getName(), LoginHandler.class.getName(), new LoginHandler(handler.credential));
        if (subscriber != null) {
            pipeline.addBefore(ReauthenticatingHandler.class.getName(), Resp2Subscriber.class.getName(), subscriber);
        }
    }

    boolean isInTransaction() {
        return transaction != null;
    }

    /** For how long a command may block here at a stretch. */
    Duration stretch() {
        return credential.stretch();
    }

    static boolean isWrongPassword(Throwable failure) {
        String message = failure.getMessage();
        return message != null && message.startsWith("WRONGPASS");
    }

    /** The handshake begins: it is the next handler's, and asks for the current credential itself. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        registration = source.listen(event -> {
            if (event instanceof AuthEvent.Renewed) {
                ctx.executor().execute(() -> {
                    ctx.fireUserEventTriggered(event);
                    schedule(credential.spread());
                });
            }
        });
        credential.logsIn();
        ctx.fireChannelActive();
    }

    /** Comes here before Lettuce collects what was not answered, in order to send it again after a reconnect. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        registration.close();
        cancelScheduled();
        AsyncCommand<?, ?, ?> auth = inFlight;
        if (auth != null) {
            inFlight = null;
            auth.cancel();
        }
        ctx.fireChannelInactive();
    }

    /** To be told of each command as soon as it is on its way. */
    void sent(RedisCommand<?, ?, ?> command, CommandKind kind) {
        if (subscriber != null) {
            subscriber.observe(command);
        }
        nextIsAwaited = false;
        switch (kind) {
            case ASKS -> nextIsAwaited = true;
            case IS_CLIENT -> nextIsAwaited = isCaching(command);
            case LOGS_IN ->
                whenAnswered(command, failure -> {
                    if (failure == null) {
                        loggedIn = true;
                        if (command.getType() == CommandType.HELLO) {
                            speaksResp3();
                        }
                        release();
                    } else if (!loggedIn && isWrongPassword(failure)) {
                        credential.loginRefused(failure);
                    }
                });
            case BEGINS_TRANSACTION -> {
                if (transaction == null) { // a nested one is refused and changes nothing
                    transaction = command;
                    whenAnswered(command, failure -> {
                        if (failure instanceof RedisCommandExecutionException) {
                            channel.eventLoop().execute(() -> refused(command));
                        }
                    });
                }
            }
            case ENDS_TRANSACTION -> transaction = null;
            case MAY_BLOCK, ORDINARY -> {}
        }
        release();
    }

    /** {@code CLIENT CACHING}, which like ASKING is for the next command alone. */
    private static boolean isCaching(RedisCommand<?, ?, ?> client) {
        return Arguments.of(client).stream()
                .findFirst()
                .filter(subcommand -> new String(subcommand, StandardCharsets.UTF_8).equalsIgnoreCase("CACHING"))
                .isPresent();
    }

    private void speaksResp3() {
        if (subscriber != null) {
            channel.pipeline().remove(subscriber);
            subscriber = null;
        }
    }

    private void refused(RedisCommand<?, ?, ?> multi) {
        if (transaction == multi) {
            transaction = null;
            release();
        }
    }

    /** An AUTH waits for the end of the handshake, and of a transaction; it is not what ASKING is meant for. */
    private boolean mustWait() {
        return !loggedIn || transaction != null || nextIsAwaited;
    }

    private void release() {
        if (heldBack && !mustWait()) {
            authenticate();
        }
    }

    private void schedule(Duration delay) {
        cancelScheduled();
        if (channel.isActive()) {
            scheduled = channel.eventLoop().schedule(this::authenticate, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void cancelScheduled() {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    private void authenticate() {
        heldBack = mustWait();
        // One at a time: a later renewal is looked for when the one in flight is answered.
        if (heldBack || inFlight != null || !channel.isActive()) {
            return;
        }
        RedisCredential due = credential.due();
        if (due != null) {
            send(due);
        }
    }

    private void send(RedisCredential due) {
        StringCodec codec = StringCodec.UTF8;
        CommandArgs<String, String> arguments = new CommandArgs<>(codec)
                .add(due.username())
                .add(due.password().reveal().toCharArray());
        AsyncCommand<String, String, String> auth =
                new AsyncCommand<>(new Command<>(CommandType.AUTH, new StatusOutput<>(codec), arguments));
        inFlight = auth;
        auth.onComplete((status, failure) -> {
            if (auth.equals(inFlight)) { // otherwise the connection has gone, and the AUTH with it
                inFlight = null;
                answered(due, failure);
            }
        });
        if (subscriber != null) {
            subscriber.authenticate(channel.pipeline().context(subscriber), auth);
            return;
        }
        // Behind what blocks at the moment, and in front of what is held meanwhile.
        channel.pipeline().context(BlockingHandler.class).writeAndFlush(auth).addListener(written -> {
            if (!written.isSuccess()) {
                auth.completeExceptionally(written.cause());
            }
        });
    }

    private void answered(RedisCredential sent, @Nullable Throwable failure) {
        if (failure == null) {
            credential.accepted(sent);
            authenticate();
            return;
        }
        Duration pause = credential.refused(failure);
        if (pause != null) {
            schedule(pause);
        }
    }

    private static void whenAnswered(RedisCommand<?, ?, ?> command, Consumer<@Nullable Throwable> then) {
        if (command instanceof CompleteableCommand<?> completeable) {
            completeable.onComplete((result, failure) -> then.accept(failure));
        }
    }
}
