package dev.redisentra.spring;

import java.util.Map;
import java.util.Objects;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/** Ends a start in which Spring Data connects with a client that has no adapter here: it would fail at its first command. */
final class MissingAdapters implements SmartInitializingSingleton {
    private static final Map<String, String> ADAPTERS = Map.of(
            "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory", "lettuce",
            "org.springframework.data.redis.connection.jedis.JedisConnectionFactory", "jedis",
            "org.redisson.spring.data.connection.RedissonConnectionFactory", "redisson");

    /** By the clients' names. */
    static final Map<String, String> CLASSES = Map.of(
            "lettuce", "dev.redisentra.lettuce.LettuceClients",
            "jedis", "dev.redisentra.jedis.JedisClients",
            "redisson", "dev.redisentra.redisson.RedissonClients");

    private final ConfigurableListableBeanFactory beans;

    MissingAdapters(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String bean : beans.getBeanDefinitionNames()) {
            Class<?> type = beans.getType(bean, false);
            String client = type == null ? null : ADAPTERS.get(type.getName());
            if (client != null && isMadeByBoot(bean) && !isPresent(client)) {
                throw new MissingAdapterException(capitalized(client), "redis-entra-" + client);
            }
        }
    }

    /** What an application makes by itself may well go to another server. */
    private boolean isMadeByBoot(String bean) {
        String maker = beans.getBeanDefinition(bean).getFactoryBeanName();
        return maker != null && (maker.startsWith("org.springframework.boot.") || maker.startsWith("org.redisson."));
    }

    private boolean isPresent(String client) {
        return ClassUtils.isPresent(Objects.requireNonNull(CLASSES.get(client)), beans.getBeanClassLoader());
    }

    private static String capitalized(String client) {
        return Character.toUpperCase(client.charAt(0)) + client.substring(1);
    }
}
