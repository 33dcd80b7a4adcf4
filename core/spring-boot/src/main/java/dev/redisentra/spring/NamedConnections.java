package dev.redisentra.spring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.redisentra.core.config.RedisSettings;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** What Spring Data's connection factories of named caches have in common. */
final class NamedConnections {
    private NamedConnections() {}

    /**
     * What makes them.
     *
     * @param factory what is made
     * @param maker has a static method for it
     * @param template what stands on it
     */
    record Client(Class<?> factory, Class<?> maker, Class<?> template) {}

    /** The client that Boot would take, if its adapter is there; none without Spring Data. */
    static Optional<Client> client(Environment environment) {
        if (!NamedCaches.isPresent("org.springframework.data.redis.core.StringRedisTemplate")) {
            return Optional.empty();
        }
        String wanted = environment.getProperty(BootAddress.PREFIX + "client-type", "");
        if (!wanted.equalsIgnoreCase("jedis")
                && NamedCaches.isPresent("dev.redisentra.lettuce.LettuceClients")
                && NamedCaches.isPresent("io.lettuce.core.RedisClient")) {
            return Optional.of(new Client(
                    LettuceConnectionFactory.class, NamedLettuceConnections.class, StringRedisTemplate.class));
        }
        if (!wanted.equalsIgnoreCase("lettuce")
                && NamedCaches.isPresent("dev.redisentra.jedis.JedisClients")
                && NamedCaches.isPresent("redis.clients.jedis.Jedis")) {
            return Optional.of(
                    new Client(JedisConnectionFactory.class, NamedJedisConnections.class, StringRedisTemplate.class));
        }
        return Optional.empty();
    }

    static RedisStandaloneConfiguration server(RedisSettings settings) {
        return new RedisStandaloneConfiguration(settings.host(), settings.port());
    }

    static RedisClusterConfiguration cluster(RedisSettings settings) {
        return new RedisClusterConfiguration(List.of(settings.host() + ":" + settings.port()));
    }

    /** Boot's time-outs are for all caches. */
    static void ifSet(Environment environment, String timeout, Consumer<Duration> target) {
        String text = environment.getProperty(BootAddress.PREFIX + timeout);
        if (text != null) {
            Duration duration = ApplicationConversionService.getSharedInstance().convert(text, Duration.class);
            if (duration != null) {
                target.accept(duration);
            }
        }
    }
}
