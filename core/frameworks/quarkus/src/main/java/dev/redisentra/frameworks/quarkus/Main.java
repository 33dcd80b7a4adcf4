package dev.redisentra.frameworks.quarkus;

import java.io.IOException;

import io.lettuce.core.api.StatefulRedisConnection;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;

/** Uses the one connection until a line comes in, and counts what failed. */
@QuarkusMain
public class Main implements QuarkusApplication {
    private final StatefulRedisConnection<String, String> connection;

    @Inject
    Main(StatefulRedisConnection<String, String> connection) {
        this.connection = connection;
    }

    @Override
    public int run(String... arguments) throws IOException {
        int uses = 0;
        int failed = 0;
        do {
            String number = Integer.toString(++uses);
            failed += isKept(number) ? 0 : 1;
        } while (System.in.available() == 0);
        System.out.println("REPORT uses=" + uses + " failed=" + failed);
        return 0;
    }

    private boolean isKept(String number) {
        try {
            connection.sync().set("number", number);
            return number.equals(connection.sync().get("number"));
        } catch (RuntimeException e) {
            System.out.println("FAILURE " + e);
            return false;
        }
    }
}
