package dev.redisentra.comparison.report;

import java.io.Serializable;

import dev.redisentra.comparison.work.Session;
import org.jspecify.annotations.Nullable;

/**
 * One contender's part of a round.
 *
 * @param result null where it did not come to an end
 * @param failure why
 * @param counts what the server's side saw meanwhile
 */
record Turn(Session.@Nullable Result result, @Nullable String failure, Server.Counts counts) implements Serializable {}
