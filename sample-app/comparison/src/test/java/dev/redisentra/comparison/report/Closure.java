package dev.redisentra.comparison.report;

import java.io.Serializable;

/**
 * What a service takes with it.
 *
 * @param jars how many
 * @param bytes all together; 0 where it could not be found out
 */
record Closure(int jars, long bytes) implements Serializable {}
