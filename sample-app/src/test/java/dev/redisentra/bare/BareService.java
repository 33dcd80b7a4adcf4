package dev.redisentra.bare;

import java.time.Duration;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.params.SetParams;

/**
 * What the sample's start is measured beside: the starters that it has, the raw client, and a password. Trusts whom the JVM
 * trusts.
 */
@SpringBootApplication
public class BareService {
    private static final Logger log = LoggerFactory.getLogger(BareService.class);

    /** Takes {@code REDIS_CLIENT}, {@code REDIS_HOST}, {@code REDIS_PORT} and {@code REDIS_ACCESS_KEY}. */
    public static void main(String[] arguments) {
        SpringApplication.run(BareService.class, arguments);
    }

    private static void done(String value) {
        log.info("SET health ok EX 60 -> OK");
        log.info("GET health -> {}", value);
    }

    /** On Lettuce. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "redis.client", havingValue = "lettuce")
    static class OnLettuce {
        @Bean(destroyMethod = "shutdown")
        io.lettuce.core.RedisClient client(
                @Value("${redis.host}") String host,
                @Value("${redis.port}") int port,
                @Value("${redis.access-key}") String key) {
            return io.lettuce.core.RedisClient.create(RedisURI.builder()
                    .withHost(host)
                    .withPort(port)
                    .withSsl(true)
                    .withAuthentication("default", key)
                    .build());
        }

        @Bean
        StatefulRedisConnection<String, String> connection(io.lettuce.core.RedisClient client) {
            return client.connect();
        }

        @Bean
        ApplicationRunner job(StatefulRedisConnection<String, String> connection) {
            return arguments -> {
                connection.sync().set("health", "ok", SetArgs.Builder.ex(60));
                done(connection.sync().get("health"));
            };
        }
    }

    /** On Jedis. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "redis.client", havingValue = "jedis")
    static class OnJedis {
        @Bean
        RedisClient client(
                @Value("${redis.host}") String host,
                @Value("${redis.port}") int port,
                @Value("${redis.access-key}") String key) {
            return RedisClient.builder()
                    .hostAndPort(new HostAndPort(host, port))
                    .clientConfig(DefaultJedisClientConfig.builder()
                            .sslOptions(SslOptions.defaults())
                            .user("default")
                            .password(key)
                            .resp3()
                            .build())
                    .build();
        }

        @Bean
        ApplicationRunner job(RedisClient client) {
            return arguments -> {
                client.set("health", "ok", SetParams.setParams().ex(60));
                done(client.get("health"));
            };
        }
    }

    /** On Redisson. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "redis.client", havingValue = "redisson")
    static class OnRedisson {
        @Bean(destroyMethod = "shutdown")
        RedissonClient client(
                @Value("${redis.host}") String host,
                @Value("${redis.port}") int port,
                @Value("${redis.access-key}") String key) {
            Config config = new Config();
            config.setUsername("default");
            config.setPassword(key);
            config.useSingleServer().setAddress("rediss://%s:%d".formatted(host, port));
            return Redisson.create(config);
        }

        @Bean
        ApplicationRunner job(RedissonClient client) {
            return arguments -> {
                RBucket<String> health = client.getBucket("health");
                health.set("ok", Duration.ofSeconds(60));
                done(health.get());
            };
        }
    }
}
