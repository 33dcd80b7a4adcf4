package dev.redisentra.sample.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.redisentra.testkit.LocalAzure;
import dev.redisentra.testkit.Topology;

/**
 * The README's run command: a local Azure with short-lived tokens, and the packaged sample on it. Which client, which
 * topology and which protocol is chosen as in production, by environment variables. With {@code --doctor} the doctor runs
 * instead.
 */
final class LocalRun {
    /** Half of it passes from one renewal to the next: long enough to look around, short enough to watch. */
    private static final String TOKEN_SECONDS = "20";

    private LocalRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> mine = System.getenv();
        Duration lifetime = Duration.ofSeconds(Long.parseLong(mine.getOrDefault("TOKEN_SECONDS", TOKEN_SECONDS)));
        Topology topology = "cluster".equals(mine.get("REDIS_TOPOLOGY")) ? Topology.CLUSTER : Topology.STANDALONE;
        String port = mine.getOrDefault("PORT", "8080");
        try (LocalAzure azure = LocalAzure.builder()
                        .topology(topology)
                        .tokenLifetime(lifetime)
                        .start();
                LocalPage page = LocalPage.open(azure, Path.of(arguments[0]))) {
            System.out.printf(
                    """

                    A local Azure is up: Redis with TLS (%s) on localhost:%d, tokens that live %d s.
                    The sample starts on it. Look at
                      - the lines below: the job done, then a renewal every %d s
                      - http://localhost:%s: the status page, which here can also play Azure
                      - http://localhost:%s/api/auth: principal, expiry, next renewal, counters
                    Another client: REDIS_CLIENT=jedis or redisson; a cluster: REDIS_TOPOLOGY=cluster. Ctrl-C ends it.

                    """,
                    azure.redis().topology(),
                    azure.redis().port(),
                    lifetime.toSeconds(),
                    lifetime.toSeconds() / 2,
                    port,
                    port);
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            List<String> command = new ArrayList<>(List.of(java, "-jar", arguments[0]));
            // Such as --doctor. Maven hands over an empty one where there is none.
            Arrays.stream(arguments)
                    .skip(1)
                    .filter(argument -> !argument.isBlank())
                    .forEach(command::add);
            ProcessBuilder sample = new ProcessBuilder(command).inheritIO();
            // Left-overs of a real Azure in this shell must not decide where the sample logs in.
            sample.environment().keySet().removeIf(name -> name.startsWith("AZURE_"));
            sample.environment().putAll(azure.environment());
            sample.environment().putAll(page.environment());
            // Its start is not what is shown here: on a busy machine the first token may take longer than on Azure.
            sample.environment().putIfAbsent("REDIS_START_TIMEOUT", "60s");
            Process process = sample.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "stop-sample"));
            System.exit(process.waitFor());
        }
    }

    /** Before the local Azure goes, so that the sample's last words are not complaints about that. */
    private static void stop(Process sample) {
        sample.destroy();
        try {
            sample.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
