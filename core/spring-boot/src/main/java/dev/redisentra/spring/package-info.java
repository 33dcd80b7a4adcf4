/**
 * Spring Boot's own Redis beans, logged in with Microsoft Entra ID and kept so. Classes whose names begin with
 * {@code Boot3} or {@code Boot4} know where that line of Boot keeps its customizers and health indicators, and hold no rule;
 * all else is the same for both. There is no public type: what an application sets are properties.
 */
@NullMarked
package dev.redisentra.spring;

import org.jspecify.annotations.NullMarked;
