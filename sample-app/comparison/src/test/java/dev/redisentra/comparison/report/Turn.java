package dev.redisentra.comparison.report;

import java.io.Serializable;
import java.util.List;

import dev.redisentra.comparison.work.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One contender's part of a round.
 *
 * @param outcomes of the segments, in order; null where one did not come to an end
 * @param failure why
 * @param counts what the server's side saw meanwhile
 */
record Turn(@Nullable List<Outcome> outcomes, @Nullable String failure, Server.Counts counts) implements Serializable {}
