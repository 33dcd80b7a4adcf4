package dev.redisentra.comparison.work;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;

import dev.redisentra.core.config.RedisSettings;

/**
 * The process of one contender: tasks come by standard input, results go by standard output, until the input ends. Where
 * Redis is and who logs in comes by the environment.
 */
public final class Worker {
    /** Instead of a result. */
    public record Failed(String trace) implements Serializable {}

    private Worker() {}

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        ClientKind client = ClientKind.valueOf(arguments[0]);
        Contender contender = Contender.valueOf(arguments[1]);
        PrintStream results = System.out;
        System.setOut(System.err); // for what libraries print
        Desk desk = new Desk(client, contender, RedisSettings.fromEnvironment());
        ObjectOutputStream out = new ObjectOutputStream(new BufferedOutputStream(results));
        out.flush();
        try (ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(System.in))) {
            while (true) {
                Task task = (Task) in.readObject();
                out.writeObject(run(task, desk));
                out.flush();
                out.reset();
            }
        } catch (EOFException e) {
            // Nothing more to do.
        }
        System.exit(0); // whatever threads a client has left
    }

    private static Serializable run(Task task, Desk desk) {
        try {
            return task.run(desk);
        } catch (Exception | LinkageError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return new Failed(trace.toString());
        }
    }
}
