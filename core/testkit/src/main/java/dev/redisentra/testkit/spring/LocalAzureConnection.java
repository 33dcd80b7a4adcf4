package dev.redisentra.testkit.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.redisentra.testkit.RedisBackend;
import dev.redisentra.testkit.Topology;

/**
 * Points the application of a Spring test at a {@code LocalAzure}, in place of its cache and its identity.
 *
 * <pre>{@code
 * @SpringBootTest
 * @LocalAzureConnection
 * class OrdersTest {
 *     @Test
 *     void staysLoggedIn(@Autowired StringRedisTemplate redis, @Autowired LocalAzure azure) { ... }
 * }
 * }</pre>
 *
 * <p>It sets {@code spring.data.redis.*}, an SSL bundle and {@code redis-entra.*}, and overrides all other sources of these
 * properties. The LocalAzure is a bean. The application context closes it. Spring shares a context between test classes
 * with the same configuration, and so they share the LocalAzure. If it does not start, the context fails with the reason.
 *
 * <p>azure-identity reads the address of its endpoint from the process environment. If that is not the kit's address, as in
 * an IDE, a {@code TokenCredential} of the kit asks the same endpoint.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface LocalAzureConnection {
    /** Whether the Redis is a single server or a cluster. */
    Topology topology() default Topology.STANDALONE;

    /** Where the redis-server comes from. */
    RedisBackend redis() default RedisBackend.AUTO;

    /** How long tokens live, in seconds. At least 1. */
    int tokenLifetimeSeconds() default 3600;
}
