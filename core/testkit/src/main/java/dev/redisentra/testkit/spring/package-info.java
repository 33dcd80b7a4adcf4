/**
 * The kit in tests of Spring applications, for Spring 6.2 and later. Put {@link
 * dev.redisentra.testkit.spring.LocalAzureConnection} on a test class. Spring is not a dependency of the kit. Without
 * Spring, nothing in this package is loaded.
 */
@NullMarked
package dev.redisentra.testkit.spring;

import org.jspecify.annotations.NullMarked;
