package dev.redisentra.comparison.work;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import dev.redisentra.core.config.RedisSettings;

/** A process that starts, sets one value, and once more with a new client; prints how long both took, in milliseconds. */
public final class FirstCommand {
    private FirstCommand() {}

    public static void main(String[] arguments) {
        ClientKind client = ClientKind.valueOf(arguments[0]);
        Contender contender = Contender.valueOf(arguments[1]);
        RedisSettings settings = RedisSettings.fromEnvironment();
        setOnce(client, contender, settings);
        long cold = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        long start = System.nanoTime();
        setOnce(client, contender, settings);
        double warm = (System.nanoTime() - start) / 1e6;
        System.out.println("first " + cold + " " + warm);
        System.exit(0); // whatever threads a client has left
    }

    private static void setOnce(ClientKind client, Contender contender, RedisSettings settings) {
        Driver driver = Driver.open(client, Login.of(contender, settings, Duration.ZERO), 8, false);
        driver.set("comparison:first", new byte[100]);
        // Closed by the end of the process: how long that takes is not the question.
    }
}
