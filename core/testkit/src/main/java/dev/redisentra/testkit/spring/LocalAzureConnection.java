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
 * Has the application of a Spring test find a {@code LocalAzure} where its cache and its identity would be.
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
 * <p>It sets {@code spring.data.redis.*}, an SSL bundle and {@code redis-entra.*}, above whatever else sets them. The
 * LocalAzure is a bean. It lives as long as the application context, which Spring shares between test classes that are
 * configured in the same way.
 *
 * <p>azure-identity finds its endpoint in the process environment alone. Where that does not lead to the kit, as in an IDE,
 * a {@code TokenCredential} of the kit's own asks the same endpoint.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface LocalAzureConnection {
    /** The shape of the Redis. */
    Topology topology() default Topology.STANDALONE;

    /** Where Redis comes from. */
    RedisBackend redis() default RedisBackend.AUTO;

    /** How long tokens live. */
    int tokenLifetimeSeconds() default 3600;
}
