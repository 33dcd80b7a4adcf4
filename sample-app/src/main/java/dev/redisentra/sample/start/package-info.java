/** What happens when the service starts: the recipe's job, or the sentence that says why not. */
@NullMarked
package dev.redisentra.sample.start;

import org.jspecify.annotations.NullMarked;
