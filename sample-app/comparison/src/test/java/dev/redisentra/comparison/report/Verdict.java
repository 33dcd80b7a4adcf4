package dev.redisentra.comparison.report;

/** How a figure of ours stands to another. */
enum Verdict {
    AHEAD,
    LEVEL,
    BEHIND;

    /** Closer than this is level, however steady the runs were. */
    private static final double HAIR = 0.01;

    /**
     * Level is also what differs no more from the other than the static password differs from itself.
     *
     * @param ratio ours by the other's
     * @param chance the static password by itself, round by round
     */
    static Verdict of(Metric metric, Spread ratio, Spread chance) {
        double median = ratio.median();
        if (Math.abs(median - 1) <= HAIR || chance.contains(median)) {
            return LEVEL;
        }
        return metric.better(median, 1) ? AHEAD : BEHIND;
    }

    /** How a figure stands to its target. */
    enum OfTarget {
        MET("met"),
        WITHIN_CHANCE("within chance"),
        MISSED("**missed**");

        private final String title;

        OfTarget(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        /**
         * A median that misses while the static password differs from itself as much tells nothing either way.
         *
         * @param ratio ours by the static password's
         * @param chance the static password by itself, round by round
         */
        static OfTarget of(Metric metric, Spread ratio, Spread chance) {
            if (metric.meetsTarget(ratio.median())) {
                return MET;
            }
            return chance.contains(ratio.median()) ? WITHIN_CHANCE : MISSED;
        }
    }
}
