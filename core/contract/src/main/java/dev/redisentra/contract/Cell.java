package dev.redisentra.contract;

/**
 * What one client came to in one mode: kept, with how much was answered rightly; or what went wrong, in figures; or why
 * it was not tried.
 */
record Cell(String text) {
    private static final String KEPT = "kept";
    private static final String HANGS = "hangs";

    static final Cell EMPTY = new Cell("");

    /** It did not end in time. */
    static final Cell HANGING = new Cell(HANGS);

    static Cell of(Outcome outcome) {
        if (outcome.kept()) {
            return kept(outcome.commands());
        }
        return new Cell(outcome.isHarmless() ? "%s, but %s".formatted(KEPT, outcome.figures()) : outcome.figures());
    }

    /** Without a figure where there is none. */
    private static Cell kept(long commands) {
        return commands == 0 ? new Cell(KEPT) : new Cell("%s (%,d)".formatted(KEPT, commands));
    }

    /** What does not differ from run to run, if nothing changes: whether it is kept, or else why not. */
    Cell verdict() {
        return isKept() ? new Cell(KEPT) : this;
    }

    boolean isKept() {
        return text.matches(KEPT + "( \\([\\d,]+\\))?");
    }

    /** Kept, but with AUTHs too many. */
    boolean isCostly() {
        return text.startsWith(KEPT) && !isKept();
    }

    /** Whether it says what came of it, and not why there was nothing to try. */
    boolean isTried() {
        return text.startsWith(KEPT) || text.startsWith(HANGS) || text.matches("\\d.*");
    }

    /** Both in one: what they have in common, else each for itself. */
    Cell and(String name, Cell other) {
        if (isKept() && other.isKept()) {
            return kept(commands() + other.commands());
        } else if (equals(EMPTY) || equals(other)) {
            return other;
        } else if (other.equals(EMPTY)) {
            return this;
        }
        return new Cell(text + "<br>" + name + ": " + other.text);
    }

    private long commands() {
        String digits = text.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    @Override
    public String toString() {
        return text;
    }
}
