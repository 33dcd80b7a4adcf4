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
 * <p>On a method: one for this method alone. On a class: one that all its tests, their life-cycle methods and nested
 * classes share. The kit starts it when it is first asked for, and closes it.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(LocalAzureExtension.class)
public @interface WithLocalAzure {
    /** The shape of the Redis. */
    Topology topology() default Topology.STANDALONE;

    /** How many replicas each master of a cluster has. */
    int replicas() default 0;

    /** Where Redis comes from. */
    RedisBackend redis() default RedisBackend.AUTO;

    /** How long tokens live. */
    int tokenLifetimeSeconds() default 3600;

    /** Whether the identity is the system-assigned one, served to requests without a client id. */
    boolean systemAssigned() default false;

    /** Whether the test uses azure-identity in its own JVM; it then fails at once where that cannot work, and says why. */
    boolean azureIdentity() default false;
}
