package dev.redisentra.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test a {@link LocalAzure} as a parameter.
 *
 * <p>On a method, it is for this method only. On a class, its tests, life-cycle methods and nested classes share one. The
 * kit starts it for the first parameter, and closes it when the method or the class has ended. If it does not start, the
 * test fails with the reason.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(LocalAzureExtension.class)
public @interface WithLocalAzure {
    /** Whether the Redis is a single server or a cluster. */
    Topology topology() default Topology.STANDALONE;

    /** How many replicas each master of a cluster has. */
    int replicas() default 0;

    /** Where the redis-server comes from. */
    RedisBackend redis() default RedisBackend.AUTO;

    /** How long tokens live, in seconds. At least 1. */
    int tokenLifetimeSeconds() default 3600;

    /** Whether the identity is the system-assigned one, for requests without a client id. */
    boolean systemAssigned() default false;

    /**
     * Whether the test uses azure-identity in its own JVM. If azure-identity cannot find the kit's endpoint there, the test
     * fails before it runs, and says why.
     */
    boolean azureIdentity() default false;
}
