package dev.redisentra.jedis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.redisentra.contract.CommandedSource;
import dev.redisentra.contract.NamedCommandsContract;
import dev.redisentra.core.config.RedisSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.SafeEncoder;

/** By a {@link ProtocolCommand} of the user's own. */
@Order(2)
class JedisNamedCommandsTest extends NamedCommandsContract {
    /** Jedis itself sends a command no sooner than somebody reads its reply. */
    private static final class Flushing extends Connection {
        Flushing(HostAndPort server, JedisClientConfig config) {
            super(server, config);
        }

        @Override
        protected void flush() {
            super.flush();
        }
    }

    @Override
    protected Named open(RedisSettings settings, CommandedSource source) {
        JedisClientConfig config = JedisClients.authenticate(JedisClients.clientConfig(settings), source);
        Flushing connection = new Flushing(new HostAndPort(settings.host(), settings.port()), config);
        connection.setTimeoutInfinite();
        // Each call waits for its reply, and so the next one for it.
        ExecutorService thread = Executors.newSingleThreadExecutor();
        return new Named() {
            @Override
            public CompletableFuture<@Nullable Object> call(String command, String... arguments) {
                CommandArguments all = arguments(command, arguments);
                return CompletableFuture.supplyAsync(
                        () -> SafeEncoder.encodeObject(connection.executeCommand(all)), thread);
            }

            @Override
            public void send(String command, String... arguments) {
                connection.sendCommand(arguments(command, arguments));
                connection.flush();
            }

            @Override
            public void close() {
                connection.disconnect();
                thread.shutdown();
            }
        };
    }

    private static CommandArguments arguments(String command, String... arguments) {
        ProtocolCommand keyword = () -> SafeEncoder.encode(command);
        return new CommandArguments(keyword).addObjects((Object[]) arguments);
    }
}
