package dev.redisentra.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import dev.redisentra.bare.BareService;
import dev.redisentra.testkit.AccessKey;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a start takes to its first successful SET, the sample's on Entra beside a bare service's on a password, in turn;
 * and what an archive of classes saves. Writes docs/benchmarks-start.md.
 *
 * <p>{@code ./mvnw verify -Dstart.rounds=8 -Dit.test=StartTimeIT}, on a machine that does nothing else.
 */
@EnabledIfSystemProperty(named = "start.rounds", matches = "\\d+", disabledReason = "measures for minutes")
class StartTimeIT {
    private static final int ROUNDS = Integer.getInteger("start.rounds", 1);
    private static final int JDK = Runtime.version().feature();
    private static final List<String> CLIENTS = List.of("lettuce", "jedis", "redisson");

    /** Of the sample's median to that of the bare service. */
    private static final double MOST = 1.15;

    /** As the container image has them; see sample-app/pom.xml. */
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=75");

    private static final String PASSWORD = "changeit";

    private final Path directory = Path.of("target", "start").toAbsolutePath();

    private record Service(List<String> command, Map<String, String> environment) {}

    /** One start. */
    private record Start(double seconds, double megabytes) {}

    @Test
    void theSampleStartsNearlyAsFastAsABareService() throws Exception {
        SampleImage image = SampleImage.extractedTo(directory);
        try (LocalAzure azure = LocalAzure.builder().start()) {
            Path trusted = trustStore(azure);
            Map<String, Service> services = new LinkedHashMap<>();
            for (String client : CLIENTS) {
                services.put(client + ", bare", bare(azure, client, trusted));
                services.put(client, sample(azure, client, trusted, List.of("-jar", image.jar())));
            }
            services.put(
                    "lettuce, not extracted",
                    sample(azure, "lettuce", trusted, List.of("-jar", SampleImage.packagedJar())));
            services.put("lettuce, with the archive", sample(azure, "lettuce", trusted, image.archived(FLAGS)));

            Map<String, List<Start>> starts = new LinkedHashMap<>();
            for (int round = 0; round <= ROUNDS; round++) {
                for (Map.Entry<String, Service> service : services.entrySet()) {
                    Start start = start(service.getValue());
                    if (round > 0) { // The first fills the file system's cache.
                        starts.computeIfAbsent(service.getKey(), name -> new ArrayList<>())
                                .add(start);
                    }
                }
            }
            write(starts);
            for (String client : CLIENTS) {
                assertThat(ratio(starts, client)).as(client).isLessThanOrEqualTo(MOST);
            }
        }
    }

    private Service sample(LocalAzure azure, String client, Path trusted, List<String> what) {
        Map<String, String> environment = new LinkedHashMap<>(azure.environment());
        environment.put("REDIS_CLIENT", client);
        return service(environment, trusted, what);
    }

    /** Its class path has no jar that only the sample needs. */
    private Service bare(LocalAzure azure, String client, Path trusted) throws IOException {
        Map<String, String> environment = Map.of(
                "REDIS_CLIENT", client,
                "REDIS_HOST", azure.redis().host(),
                "REDIS_PORT", Integer.toString(azure.redis().port()),
                "REDIS_ACCESS_KEY", azure.redis().accessKey(AccessKey.PRIMARY));
        List<String> classPath = new ArrayList<>();
        classPath.add(bareClasses().toString());
        try (Stream<Path> libraries = Files.list(directory.resolve("app/lib"))) {
            libraries
                    .filter(library ->
                            !library.getFileName().toString().matches("(redis-entra|azure|msal4j|jna|redis-authx).*"))
                    .forEach(library -> classPath.add(library.toString()));
        }
        return service(environment, trusted, List.of("-cp", String.join(":", classPath), BareService.class.getName()));
    }

    private Path bareClasses() throws IOException {
        Path classes = directory.resolve("bare");
        Path packaged = classes.resolve(BareService.class.getPackageName().replace('.', '/'));
        Files.createDirectories(packaged);
        Path source = Path.of(BareService.class.getResource("BareService.class").getPath())
                .getParent();
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.write(packaged.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    private static Service service(Map<String, String> environment, Path trusted, List<String> what) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.remove("REDIS_TLS_CA");
        all.put("PORT", "0");
        all.put("SERVER_PORT", "0");
        List<String> arguments = new ArrayList<>(
                List.of("-Djavax.net.ssl.trustStore=" + trusted, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD));
        arguments.addAll(what);
        return new Service(SampleImage.java(FLAGS, arguments), all);
    }

    private Path trustStore(LocalAzure azure) throws IOException, GeneralSecurityException {
        Path file = directory.resolve("trusted.p12");
        try (InputStream pem = Files.newInputStream(azure.redis().certificateAuthority());
                OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    /** From the start of its JVM to the line that tells of the SET. */
    private static Start start(Service service) throws IOException, InterruptedException {
        ProcessBuilder builder = SampleImage.builder(service.command());
        builder.environment().putAll(service.environment());
        long before = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(UTF_8)) {
            List<String> lines = new ArrayList<>();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.contains("SET health ok EX 60 -> OK")) {
                    return new Start((System.nanoTime() - before) / 1e9, megabytes(process));
                }
                lines.add(line);
            }
            throw new AssertionError(String.join("\n", lines));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Resident, as Linux counts it. */
    private static double megabytes(Process process) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        }
    }

    private static double ratio(Map<String, List<Start>> starts, String name) {
        String bare = name.replaceFirst(",.*", "") + ", bare";
        return seconds(starts, name) / seconds(starts, bare);
    }

    private static double seconds(Map<String, List<Start>> starts, String name) {
        return median(requireNonNull(starts.get(name)).stream().mapToDouble(Start::seconds));
    }

    private static double megabytes(Map<String, List<Start>> starts, String name) {
        return median(requireNonNull(starts.get(name)).stream().mapToDouble(Start::megabytes));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The section of this JDK, in the place of the last one. */
    private static void write(Map<String, List<Start>> starts) throws IOException {
        StringBuilder section = new StringBuilder(
                """
                ## JDK %d

                %d starts of each, in turn, with %d processors.

                | | to the first SET, s | to that of the bare service | resident then, MB |
                | --- | --- | --- | --- |
                """.formatted(JDK, ROUNDS, Runtime.getRuntime().availableProcessors()));
        for (String name : starts.keySet()) {
            section.append("| %s | %.2f | %.2f | %.0f |\n"
                    .formatted(name, seconds(starts, name), ratio(starts, name), megabytes(starts, name)));
        }
        Path page = Path.of("..", "docs", "benchmarks-start.md");
        String before = Files.readString(page);
        String heading = "## JDK " + JDK + "\n";
        int begin = before.indexOf(heading);
        int end = begin < 0 ? -1 : before.indexOf("\n## ", begin);
        String after = end < 0 ? "" : before.substring(end);
        String kept = (begin < 0 ? before : before.substring(0, begin)).stripTrailing();
        Files.writeString(page, "%s\n\n%s%s".formatted(kept, section, after));
        System.out.printf(Locale.ROOT, "%s%n", section);
    }
}
