package dev.redisentra.contract;

import java.util.concurrent.CompletableFuture;

import dev.redisentra.core.config.Protocol;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.WithLocalAzure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * Commands that mean something for those that follow, sent by their names, as a user does for whom the client has no method:
 * each of them decides whether an AUTH may go out, and an adapter that listened to the client's own methods would miss it.
 */
@Tag("scaled")
public abstract class NamedCommandsContract {
    /** A connection of one's own, to which commands are given by their names. They go out in their order. */
    public interface Named extends AutoCloseable {
        /** Sends it: the reply, with text as {@code String}, or what the client makes of an error. */
        CompletableFuture<@Nullable Object> call(String command, String... arguments);

        /** Sends it, and waits for nothing, for no reply is to come. */
        void send(String command, String... arguments);

        @Override
        void close();
    }

    /** A new connection. Closing it must not close the source. */
    protected abstract Named open(RedisSettings settings, CommandedSource from);

    @Nested
    @WithLocalAzure
    class Resp3 extends NamedCommands {
        Resp3(LocalAzure azure) {
            super(azure, Protocol.RESP3, NamedCommandsContract.this::open);
        }
    }

    @Nested
    @Tag("long")
    @WithLocalAzure
    class Resp2 extends NamedCommands {
        Resp2(LocalAzure azure) {
            super(azure, Protocol.RESP2, NamedCommandsContract.this::open);
        }
    }
}
