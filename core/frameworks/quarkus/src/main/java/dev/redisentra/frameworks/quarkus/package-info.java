/** An application on Quarkus, logged in by the recipe. */
@NullMarked
package dev.redisentra.frameworks.quarkus;

import org.jspecify.annotations.NullMarked;
