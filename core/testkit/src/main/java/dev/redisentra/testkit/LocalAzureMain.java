package dev.redisentra.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/**
 * A {@link LocalAzure} as its own process, for services in any language. Standard output has only the variables to set, so
 * that a shell can read them. Everything that happens afterwards goes to standard error.
 */
final class LocalAzureMain {
    private LocalAzureMain() {}

    /**
     * The exit code is 2 for wrong options, and 1 if the start fails. The message says what is wrong, without a stack
     * trace.
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(MainOptions.USAGE);
            return;
        }
        MainOptions options;
        try {
            options = MainOptions.of(List.of(arguments), System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + MainOptions.USAGE);
            System.exit(2);
            return;
        }
        try {
            run(options);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(MainOptions options) throws IOException, InterruptedException {
        try (LocalAzure azure = options.start()) {
            azure.redis()
                    .journal()
                    .readBy(entry -> System.err.println(entry.at() + " " + entry.kind() + ": " + entry.text()));
            try (ControlApi control = open(azure, options);
                    Relays relays = new Relays()) {
                if (options.open()) {
                    List<Integer> ports = new ArrayList<>(azure.redis().ports());
                    ports.add(azure.identity().endpoint().uri().getPort());
                    ports.add(control.port());
                    relays.open(ports);
                }
                azure.identity().warmUp();
                print(control.environment(), System.out);
                System.err.printf(
                        "Ready: Redis (%s) at %s:%d, tokens live %d s; its page and control API: http://%s:%d/%n",
                        azure.redis().topology().setting(),
                        options.host(),
                        azure.redis().port(),
                        options.tokenLifetime().toSeconds(),
                        options.host(),
                        control.port());
                if (options.untilEndOfInput()) {
                    awaitEnd(System.in);
                } else {
                    // Ctrl-C ends the JVM, and that ends the local Azure.
                    new CountDownLatch(1).await();
                }
            }
        }
    }

    private static ControlApi open(LocalAzure azure, MainOptions options) throws IOException {
        try {
            return new ControlApi(azure, options);
        } catch (BindException e) {
            throw new IOException(
                    "The control port " + options.controlPort() + " cannot be listened at: " + e.getMessage(), e);
        }
    }

    private static void print(Map<String, String> environment, PrintStream out) {
        new TreeMap<>(environment).forEach((name, value) -> out.println("export " + name + "='" + value + "'"));
        out.flush();
    }

    private static void awaitEnd(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // What comes in means nothing.
        }
    }
}
