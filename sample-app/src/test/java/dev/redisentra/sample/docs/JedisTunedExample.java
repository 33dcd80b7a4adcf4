package dev.redisentra.sample.docs;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.jedis.JedisClients;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;

final class JedisTunedExample {
    private JedisTunedExample() {}

    public static void main(String[] arguments) {
        RedisSettings settings = RedisSettings.fromEnvironment();
        HostAndPort address = new HostAndPort(settings.host(), settings.port());
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .from(JedisClients.clientConfig(settings))
                .clientName("orders")
                .build();
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(32);
        try (CredentialSource source = CredentialSources.open(settings);
                RedisClient client = RedisClient.builder()
                        .hostAndPort(address)
                        .clientConfig(JedisClients.authenticate(config, source))
                        .poolConfig(pool)
                        .build()) {
            client.set("health", "ok");
            System.out.println(client.get("health"));
        }
    }
}
