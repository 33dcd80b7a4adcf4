package dev.redisentra.comparison.work;

/**
 * A segment, or a part of one, with the client that the process keeps from slice to slice; on one of its own where it leaves
 * connections behind.
 *
 * @param settlingMillis how long after a token's arrival its renewal counts as going on
 */
public record Slice(Segment segment, int settlingMillis) implements Task {
    @Override
    public Outcome run(Desk desk) throws InterruptedException {
        if (segment.work().leavesConnections()) {
            try (Desk own = desk.another()) {
                return own.run(this);
            }
        }
        return desk.run(this);
    }
}
