/** By which way the nodes of a cluster are reached. */
@NullMarked
package dev.redisentra.core.spi.cluster;

import org.jspecify.annotations.NullMarked;
