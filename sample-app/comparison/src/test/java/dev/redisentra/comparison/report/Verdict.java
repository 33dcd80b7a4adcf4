package dev.redisentra.comparison.report;

/** How a figure of ours stands to another. */
enum Verdict {
    AHEAD,
    LEVEL,
    BEHIND;

    /** Closer than this is level, however steady the runs were. */
    private static final double HAIR = 0.01;

    /**
     * Level is also what was better in one round and worse in another. That all rounds agree by chance happens once in
     * 2<sup>rounds - 1</sup> figures, whatever the noise.
     *
     * @param ratio ours by the other's, round by round
     */
    static Verdict of(Metric metric, Spread ratio) {
        double median = ratio.median();
        if (Math.abs(median - 1) <= HAIR || ratio.contains(1)) {
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
