package dev.redisentra.lettuce;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import dev.redisentra.contract.ClientUnderTest;
import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.NamedCommandsContract;
import dev.redisentra.core.config.RedisSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.jspecify.annotations.Nullable;

/**
 * By a {@link ProtocolKeyword} of the user's own. Lettuce waits for a reply to each command, so {@code CLIENT REPLY} cannot be used
 * with it.
 */
class LettuceNamedCommandsTest extends NamedCommandsContract {
    private record Keyword(String word) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.UTF_8);
        }

        /** What Lettuce before 7 asks for. */
        @Override
        @SuppressWarnings("deprecation")
        public String name() {
            return word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    @Override
    protected Named open(RedisSettings settings, CommandedSource source) {
        RedisClient client = LettuceClients.standalone(settings, source);
        StatefulRedisConnection<String, String> connection = client.connect();
        return new Named() {
            @Override
            public CompletableFuture<@Nullable Object> call(String command, String... arguments) {
                AsyncCommand<String, String, List<Object>> called =
                        new AsyncCommand<>(command(command, new NestedMultiOutput<>(StringCodec.UTF8), arguments));
                connection.dispatch(called);
                CompletionStage<?> reply = called; // of a transaction it is Lettuce's own kind of list
                return reply.<@Nullable Object>thenApply(LettuceNamedCommandsTest::unwrapped)
                        .toCompletableFuture();
            }

            @Override
            public void send(String command, String... arguments) {
                throw new ClientUnderTest.Lacking("Lettuce waits for a reply to each command");
            }

            @Override
            public void close() {
                connection.close();
                client.shutdown(0, 2, TimeUnit.SECONDS);
            }
        };
    }

    /** That output puts what is no list into a list of its own. */
    private static @Nullable Object unwrapped(Object reply) {
        return reply instanceof List<?> list && list.size() == 1 ? list.get(0) : reply;
    }

    private static Command<String, String, List<Object>> command(
            String command, CommandOutput<String, String, List<Object>> output, String... arguments) {
        CommandArgs<String, String> all = new CommandArgs<>(StringCodec.UTF8);
        for (String argument : arguments) {
            all.add(argument);
        }
        return new Command<>(new Keyword(command), output, all);
    }
}
