/**
 * The kit in tests of Spring applications, for Spring 6.2 and later: {@link dev.redisentra.testkit.spring.LocalAzureConnection}
 * on a test class. Spring is not a dependency of the kit; without it, nothing in here is loaded.
 */
@NullMarked
package dev.redisentra.testkit.spring;

import org.jspecify.annotations.NullMarked;
