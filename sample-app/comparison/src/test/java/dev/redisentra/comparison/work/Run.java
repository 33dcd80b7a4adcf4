package dev.redisentra.comparison.work;

/** One segment, done with one client. */
interface Run {
    Outcome outcome() throws InterruptedException;

    static Outcome of(Driver driver, Identity identity, Segment segment) throws InterruptedException {
        return of(driver, identity, segment, driver);
    }

    /** The same, with a client of its own for those who subscribe. */
    static Outcome of(Driver driver, Identity identity, Segment segment, Driver subscribers)
            throws InterruptedException {
        Run run = switch (segment.work()) {
            case GET_SET, PIPELINE -> new Commands(driver, identity, segment);
            case PUB_SUB -> new Messages(driver, subscribers, identity, segment);
            case QUEUE -> new Elements(driver, identity, segment);
        };
        return run.outcome();
    }
}
