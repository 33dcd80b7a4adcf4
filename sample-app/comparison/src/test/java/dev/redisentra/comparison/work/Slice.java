package dev.redisentra.comparison.work;

/**
 * A segment, or a part of one, with clients that the process keeps from slice to slice.
 *
 * @param settlingMillis how long after a token's arrival its renewal counts as going on
 */
public record Slice(Segment segment, int settlingMillis) implements Task {
    @Override
    public Outcome run(Desk desk) throws InterruptedException {
        return desk.run(this);
    }
}
