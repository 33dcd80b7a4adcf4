package dev.redisentra.comparison.report;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.redisentra.comparison.work.Task;
import dev.redisentra.comparison.work.Worker;
import org.jspecify.annotations.Nullable;

/** One contender's process. A task that does not end in time ends with its process; the next one finds a new process. */
final class WorkerProcess implements AutoCloseable {
    /** A task did not give its result. */
    static final class TaskFailedException extends Exception {
        private static final long serialVersionUID = 1;

        TaskFailedException(String message) {
            super(message);
        }
    }

    /** All the same heap, and more than any of the work needs; and a profile tells inlined methods apart. */
    static final List<String> JVM_OPTIONS =
            List.of("-Xms512m", "-Xmx512m", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Connection connection;

    private record Connection(Process process, ObjectOutputStream out, ObjectInputStream in) {}

    WorkerProcess(List<String> arguments, Map<String, String> environment, Path log) {
        this.arguments = arguments;
        this.environment = environment;
        this.log = log;
    }

    static ProcessBuilder java(String mainClass, List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder();
        builder.command()
                .add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.command().addAll(JVM_OPTIONS);
        builder.command().addAll(List.of("-classpath", System.getProperty("java.class.path"), mainClass));
        builder.command().addAll(arguments);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
        return builder;
    }

    <T> T ask(Task task, Class<T> type, Duration deadline) throws IOException, TaskFailedException {
        Connection current = connect();
        CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> {
            try {
                current.out.writeObject(task);
                current.out.flush();
                return current.in.readObject();
            } catch (IOException | ClassNotFoundException e) {
                return new Worker.Failed("The process ended: " + e);
            }
        });
        try {
            Object result = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (result instanceof Worker.Failed failed) {
                close();
                Files.writeString(log, failed.trace(), java.nio.file.StandardOpenOption.APPEND);
                throw new TaskFailedException(failed.trace().lines().findFirst().orElse(""));
            }
            return type.cast(result);
        } catch (TimeoutException e) {
            close();
            throw new TaskFailedException("no end within " + deadline.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws IOException {
        Connection current = connection;
        if (current == null) {
            Process process =
                    java(Worker.class.getName(), arguments, environment, log).start();
            ObjectOutputStream out = new ObjectOutputStream(new BufferedOutputStream(process.getOutputStream()));
            out.flush();
            current = new Connection(
                    process, out, new ObjectInputStream(new BufferedInputStream(process.getInputStream())));
            connection = current;
        }
        return current;
    }

    @Override
    public void close() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            current.process.destroyForcibly();
        }
    }
}
