/**
 * From a failure to a sentence: what is wrong, which setting it depends on, and what fixes it. A pure function of the
 * exception and the settings; knows no client, so it goes by the JDK's exceptions and by what the server said.
 */
@NullMarked
package dev.redisentra.core.diagnosis;

import org.jspecify.annotations.NullMarked;
