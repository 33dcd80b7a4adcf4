package dev.redisentra.spring;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications on Boot 3.5, which is what these tests have; the other lines are processes, in the module of tests. */
final class Contexts {
    private Contexts() {}

    /** With Boot's Redis and all of ours. Redisson's starter would take over, and is left out. */
    static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withInitializer(new DerivedProperties())
                .withConfiguration(AutoConfigurations.of(
                        RedisAutoConfiguration.class,
                        RequestsAutoConfiguration.class,
                        RedisEntraAutoConfiguration.class,
                        Boot3LettuceAutoConfiguration.class,
                        Boot3JedisAutoConfiguration.class,
                        Boot3HealthAutoConfiguration.class,
                        NamedCachesAutoConfiguration.class,
                        OperationsAutoConfiguration.class));
    }

    /** On a cache of Azure's, with a key: no identity has to be there. */
    static ApplicationContextRunner withKey() {
        return runner().withPropertyValues(
                        "spring.data.redis.host=contoso.westeurope.redis.azure.net",
                        "redis-entra.auth=access-key",
                        "redis-entra.access-key=a-key-that-is-none");
    }
}
