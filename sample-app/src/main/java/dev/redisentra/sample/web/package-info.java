/** The HTTP surface: the same for all three clients. */
@NullMarked
package dev.redisentra.sample.web;

import org.jspecify.annotations.NullMarked;
