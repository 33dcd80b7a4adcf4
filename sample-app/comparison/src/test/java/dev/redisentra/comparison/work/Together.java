package dev.redisentra.comparison.work;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All three clients in one process, as a service has them that uses more than one library, or one more than once.
 *
 * @param load what each of them does meanwhile, at a rate
 */
public record Together(Segment load) implements Task {
    /**
     * What came of it.
     *
     * @param clients how many there were
     * @param tokens received for all of them, the first included
     */
    public record Result(int clients, int tokens, long commands, long failures) implements Serializable {}

    @Override
    public Result run(Desk desk) throws InterruptedException {
        Login login = Login.of(desk.contender(), desk.settings(), Duration.ZERO).onOneSource();
        List<Driver> drivers = new ArrayList<>();
        try {
            for (ClientKind client : ClientKind.values()) {
                drivers.add(Driver.open(client, login, load.threads(), false));
            }
            List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
            Threads.run(drivers.size(), number -> outcomes.add(run(drivers.get(number), login.identity())));
            return new Result(
                    drivers.size(),
                    login.identity().tokens(),
                    outcomes.stream().mapToLong(Outcome::operations).sum(),
                    outcomes.stream().mapToLong(Outcome::failures).sum());
        } finally {
            drivers.forEach(Driver::close);
        }
    }

    private Outcome run(Driver driver, Identity identity) {
        try {
            return Run.of(driver, identity, load);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
